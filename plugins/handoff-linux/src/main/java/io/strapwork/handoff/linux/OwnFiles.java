package io.strapwork.handoff.linux;

import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.handoff.placement.CommandLine;
import io.strapwork.handoff.placement.HandoffFaults;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** What a boot of Linux is made of, when a Linux that loads files by itself would do the same with it. */
final class OwnFiles {
    private OwnFiles() {}

    /** @param initrdAddress where a profile wants it, which no file tells */
    static Optional<KernelFiles> of(HandoffRequest request, String cmdline, Optional<String> initrdAddress) {
        Optional<MemorySegment> initrd = request.image().part("initrd").map(VerifiedPart::content)
                .filter(content -> content.byteSize() > 0);
        if (initrd.isPresent() && initrdAddress.isPresent()) {
            return Optional.empty();
        }
        String line = CommandLine.of(request, cmdline, new HandoffFaults());
        return request.image().part("kernel").flatMap(OwnFiles::whole).map(kernel -> new KernelFiles(kernel, initrd, line));
    }

    /** With a signature that its verifier has taken off the end, since the running Linux checks it, too. Empty for a part of something else. */
    private static Optional<MemorySegment> whole(VerifiedPart kernel) {
        MemorySegment file = kernel.fetched().content();
        MemorySegment content = kernel.content();
        boolean begins = content.byteSize() <= file.byteSize() && file.asSlice(0, content.byteSize()).equals(content);
        return begins ? Optional.of(file) : Optional.empty();
    }
}
