package ${package};

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Reads an image format; put yours here. This one is made up, all numbers with the highest byte first: the eight bytes "IMAGE", 0, 0, 1; where it goes (8 bytes); where it starts, counted
 * from there (8 bytes); the code. Every byte of an image is hostile: a plan or a {@link StrapworkException} is all that may come out.
 */
@LoaderPlugin(id = "${id}", magics = "0:494d414745000001", architectures = {"s390x", "ppc64", "x86_64"})
public final class ${className}Loader implements ImageLoader {
    private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long MAGIC = 0x494d414745000001L;
    private static final int HEADER_BYTES = 24;

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        MemorySegment file = image.part("kernel").orElseThrow(() -> refused("fetch.kernel", "no kernel was fetched")).content();
        if (file.byteSize() <= HEADER_BYTES || file.get(NUMBER, 0) != MAGIC) {
            throw refused("byte 0", "the file of " + file.byteSize() + " bytes is not such an image");
        }
        MemorySegment code = file.asSlice(HEADER_BYTES);
        long start = file.get(NUMBER, 8);
        long entry = file.get(NUMBER, 16);
        if (start < 0 || start > 1L << 60
                || layout.free().stream().noneMatch(free -> free.contains(GuestRange.of(start, code.byteSize())))) {
            throw refused("byte 8", "the image goes to 0x" + Long.toHexString(start) + "; free memory: " + layout.free());
        }
        if (Long.compareUnsigned(entry, code.byteSize()) >= 0) {
            throw refused("byte 16", "the image starts at byte 0x" + Long.toHexString(entry) + ", but it has " + code.byteSize());
        }
        var segment = new Segment("kernel", GuestAddress.of(start), code);
        return new LoadPlan("${id}", machine, ByteOrder.BIG_ENDIAN, List.of(segment), GuestAddress.of(start + entry));
    }

    private static StrapworkException refused(String where, String what) {
        return new Problem("SW-I900", Blame.USER, where, what, "").asException();
    }
}
