package io.strapwork.loader.linux;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the raw Linux image for s390x, {@code vmlinuz} in Debian: fixed at 0, of which the bytes from 0x10000 on are placed (the rest is a
 * loader for punched cards). The image holds its decompressor's BSS.
 */
@LoaderPlugin(id = "linux-s390x", magics = "65544:533339304550", architectures = "s390x")
public final class LinuxS390xLoader implements ImageLoader {
    private static final Logger log = LoggerFactory.getLogger(LinuxS390xLoader.class);

    @Inject
    public LinuxS390xLoader() {}

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        VerifiedPart kernel = image.part("kernel").orElseThrow(() -> LinuxS390xView
                .problem("SW-I301", "fetch.kernel", "no kernel was fetched", "set fetch.kernel in the profile to the kernel's URI")
                .asException());
        String where = kernel.fetched().uri().toString();
        if (machine != Architecture.S390X) {
            throw LinuxS390xView.problem("SW-I305", where, "the file is a Linux image for s390x, but the machine is " + machine.id(),
                    "use a kernel for " + machine.id() + ", or set machine.architecture to \"s390x\"").asException();
        }
        LinuxS390xView view = LinuxS390xView.parse(kernel.content(), where);
        log.debug("{}: Linux {}, room for {} bytes of command line", where, view.version().orElse("of unknown version"),
                view.commandLineBytes());
        var range = GuestRange.of(LinuxS390xView.START, view.loadable().byteSize());
        List<Problem> problems = misplaced(range, where, layout);
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return new LoadPlan("linux-s390x", machine, ByteOrder.BIG_ENDIAN, List.of(new Segment("kernel.0", range.start(), view.loadable())),
                GuestAddress.of(LinuxS390xView.START));
    }

    private static List<Problem> misplaced(GuestRange range, String where, MemoryLayout layout) {
        var problems = new ArrayList<Problem>();
        if (layout.ram().stream().noneMatch(ram -> ram.contains(range))) {
            problems.add(LinuxS390xView.problem("SW-I306", where,
                    "the image goes to " + range + ", but the machine has memory at " + list(layout.ram()),
                    "give the machine more memory (machine.memory), or boot a smaller kernel"));
        }
        for (GuestRange reserved : layout.reserved()) {
            if (reserved.overlaps(range)) {
                problems.add(LinuxS390xView.problem("SW-I307", where,
                        "the image goes to " + range + ", which overlaps " + reserved + ", reserved by the machine",
                        "this kernel can't be moved; report this to the author of the machine plugin"));
            }
        }
        return problems;
    }

    private static String list(List<GuestRange> ranges) {
        return ranges.isEmpty() ? "no ranges" : ranges.stream().limit(8).map(GuestRange::toString).collect(Collectors.joining(" "));
    }
}
