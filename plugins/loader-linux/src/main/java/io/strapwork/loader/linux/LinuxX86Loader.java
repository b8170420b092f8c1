package io.strapwork.loader.linux;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import java.nio.ByteOrder;

/**
 * Loads a bzImage for its 64-bit entry, {@code vmlinuz} in Debian: the protected-mode code goes to where the kernel wants to be, or, when that is taken and the kernel can be
 * moved, to the lowest place from there on.
 */
@LoaderPlugin(id = "linux-x86", magics = "514:48647253", architectures = "x86_64")
public final class LinuxX86Loader implements ImageLoader {
    private static final String NO_ROOM = "SW-I327";
    /** {@code startup_64}, fixed by the boot protocol. */
    private static final long ENTRY = 0x200;

    @Inject
    public LinuxX86Loader() {}

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        VerifiedPart kernel = image.part("kernel").orElseThrow(() -> LinuxS390xView
                .problem("SW-I321", "fetch.kernel", "nothing was fetched as kernel", "name the kernel's URI as fetch.kernel in the profile")
                .asException());
        String where = kernel.fetched().uri().toString();
        if (machine != Architecture.X86_64) {
            throw LinuxS390xView.problem("SW-I326", where, "the file is a Linux image for x86, the machine is " + machine.id(),
                    "give a kernel for " + machine.id() + ", or set machine.architecture to \"x86_64\"").asException();
        }
        LinuxX86View view = LinuxX86View.parse(kernel.content(), where);
        GuestAddress at = place(view, layout, where);
        return new LoadPlan("linux-x86", machine, ByteOrder.LITTLE_ENDIAN,
                java.util.List.of(new Segment("kernel.0", at, view.loadable(), view.memoryBytes())),
                at.plus(ENTRY));
    }

    private static GuestAddress place(LinuxX86View view, MemoryLayout layout, String where) {
        var wanted = GuestRange.of(view.preferred(), view.memoryBytes());
        if (layout.free().stream().anyMatch(free -> free.contains(wanted))) {
            return wanted.start();
        }
        if (view.alignment() == 0) {
            throw LinuxS390xView.problem(NO_ROOM, where, "the kernel goes to " + wanted + ", where there is no free memory",
                    "this kernel can't be moved; give the machine more memory (machine.memory)").asException();
        }
        return GuestRange.findSpace(layout.free(), view.memoryBytes(), view.alignment(), wanted.start())
                .filter(at -> at.plus(view.memoryBytes()).value() <= 1L << 32)
                .orElseThrow(() -> LinuxS390xView.problem(NO_ROOM, where,
                        "there is no room for the kernel: it needs " + view.memoryBytes() + " bytes in one piece below 4 GiB",
                        "give the machine more memory (machine.memory)").asException());
    }
}
