package io.strapwork.loader.linux;

import io.strapwork.loader.unpacking.Unpacking;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What a bzImage has packed: its vmlinux, and behind that the relocations that only KASLR needs (Linux: arch/x86/boot/compressed). */
final class Payload {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int SIZE_BYTES = 4;
    private static final long MOST = 1L << 30;

    private Payload() {}

    /** The kernel had better unpack itself. Says why, as the end of "not unpacked: ". */
    static final class DoubtException extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;

        DoubtException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /**
     * Its last four bytes say how much it is; only gzip has them by itself.
     *
     * @param limit what the header promises to be room enough
     */
    static MemorySegment unpacked(MemorySegment payload, long limit) throws DoubtException {
        if (payload.byteSize() <= SIZE_BYTES) {
            throw new DoubtException("the payload has " + payload.byteSize() + " bytes");
        }
        long end = payload.byteSize() - SIZE_BYTES;
        long bytes = Integer.toUnsignedLong(payload.get(U32, end));
        if (bytes > Math.min(limit, MOST)) {
            throw new DoubtException("the payload unpacks to " + bytes + " bytes, but the kernel asks for " + limit);
        }
        boolean gzip = payload.get(ValueLayout.JAVA_BYTE, 0) == 0x1f && payload.get(ValueLayout.JAVA_BYTE, 1) == (byte) 0x8b;
        try {
            return Unpacking.exactly(gzip ? payload : payload.asSlice(0, end), bytes);
        } catch (IOException | RuntimeException e) { // the decompressors' parsers throw all sorts
            String why = e.getMessage();
            throw new DoubtException("the payload can't be unpacked: " + (why == null ? e.getClass().getSimpleName() : why));
        } catch (OutOfMemoryError e) { // one dictionary of xz is all that a small process has
            throw new DoubtException("this process has no memory to unpack it in: " + e.getMessage());
        }
    }
}
