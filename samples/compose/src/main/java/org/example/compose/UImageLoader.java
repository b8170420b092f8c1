package org.example.compose;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Takes an ELF kernel out of a U-Boot image ({@code include/image.h}: 64 bytes of header, big-endian) and leaves it to the loader of such kernels. */
@LoaderPlugin(id = "uimage", magics = "0:27051956", architectures = {"s390x", "ppc64", "x86_64"}, formats = {
    "elf", "elf32", "elf-pvh"})
public final class UImageLoader implements ImageLoader {
    private static final long HEADER = 64;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final ImageLoader elf;

    @Inject
    public UImageLoader(@Named("elf") ImageLoader elf) {
        this.elf = elf;
    }

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        return elf.plan(new VerifiedImage(image.parts().stream().map(part -> part.name().equals("kernel") ? unwrapped(part) : part).toList()),
                machine, layout);
    }

    private static VerifiedPart unwrapped(VerifiedPart part) {
        MemorySegment file = part.content();
        long bytes = file.byteSize() < HEADER ? -1 : Integer.toUnsignedLong(file.get(U32, 12));
        if (bytes < 0 || bytes > file.byteSize() - HEADER) {
            throw new Problem("SW-I900", Blame.USER, "kernel byte 0xc", "the U-Boot image is shorter than its header says",
                    "Fetch it again, or make it again with mkimage.").asException();
        }
        FetchedPart whole = part.fetched();
        return new VerifiedPart(new FetchedPart(whole.name(), whole.uri(), file.asSlice(HEADER, bytes), whole.sha256(), whole.took()),
                part.verifiedBy());
    }
}
