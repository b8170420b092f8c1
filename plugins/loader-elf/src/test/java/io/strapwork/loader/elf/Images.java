package io.strapwork.loader.elf;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/** Images and memory for tests. */
final class Images {
    private Images() {}

    static VerifiedImage kernel(byte[] content) {
        return kernel(MemorySegment.ofArray(content).asReadOnly());
    }

    static VerifiedImage kernel(MemorySegment content) {
        var part = new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/vmlinux"), content, "", Duration.ZERO);
        return new VerifiedImage(List.of(new VerifiedPart(part, "none")));
    }

    /** 64 MiB from 0 on, of which the machine keeps 0x8000 to 0xc000. */
    static MemoryLayout memory() {
        return new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of(GuestRange.of(0x8000, 0x4000)));
    }
}
