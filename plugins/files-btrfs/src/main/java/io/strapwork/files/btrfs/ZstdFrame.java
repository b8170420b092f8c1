package io.strapwork.files.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How long a zstd frame is (RFC 8878, 3.1.1): what follows it is no frame, and its decoder expects one. */
final class ZstdFrame {
    private static final int MAGIC = 0xfd2fb528;

    private ZstdFrame() {}

    /** @throws IndexOutOfBoundsException it is longer than there are bytes */
    static int length(byte[] packed) throws Packing.BrokenException {
        ByteBuffer in = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != MAGIC) {
            throw new Packing.BrokenException("it is no zstd frame");
        }
        int descriptor = in.get(4) & 0xff;
        boolean isSingle = (descriptor & 0x20) != 0;
        int sizeBytes = switch (descriptor >> 6) {
            case 0 -> isSingle ? 1 : 0;
            case 1 -> 2;
            case 2 -> 4;
            default -> 8;
        };
        int dictionaryBytes = (descriptor & 3) == 3 ? 4 : descriptor & 3;
        int at = 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
        boolean isLast = false;
        while (!isLast) {
            int header = in.getShort(at) & 0xffff | (in.get(at + 2) & 0xff) << 16;
            isLast = (header & 1) != 0;
            boolean isRun = (header >> 1 & 3) == 1;
            at += 3 + (isRun ? 1 : header >> 3);
        }
        int end = at + ((descriptor & 4) != 0 ? 4 : 0);
        if (end > packed.length) {
            throw new Packing.BrokenException("it ends too early");
        }
        return end;
    }
}
