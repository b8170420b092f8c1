package io.strapwork.files.btrfs;

import io.airlift.compress.v3.lzo.LzoDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How an extent is compressed. What it unpacks to may be less than it says: the rest is zeros. */
record Packing(Method method, int sectorBytes) {
    /** {@code BTRFS_MAX_UNCOMPRESSED}. */
    static final int MOST = 128 << 10;
    private static final int LZO_LENGTH = 4;

    /** In the order of {@code BTRFS_COMPRESS_*}. */
    enum Method {
        NONE, ZLIB, LZO, ZSTD
    }

    /** The packed bytes are not what they should be. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message, Throwable cause) {
            super(message, cause);
        }

        BrokenException(String message) {
            super(message);
        }
    }

    /** @param bytes at most {@link #MOST} */
    byte[] unpack(byte[] packed, int bytes) throws BrokenException {
        var into = new byte[bytes];
        try {
            switch (method) {
                case NONE -> System.arraycopy(packed, 0, into, 0, Math.min(packed.length, bytes));
                case ZLIB -> zlib(packed, into);
                case LZO -> lzo(packed, into);
                case ZSTD -> zstd(packed, into);
            }
        } catch (DataFormatException | RuntimeException e) { // the decompressors' parsers throw all sorts
            throw new BrokenException(method + ": " + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()), e);
        }
        return into;
    }

    private static void zlib(byte[] packed, byte[] into) throws DataFormatException, BrokenException {
        try (var inflater = new Inflater()) {
            inflater.setInput(packed);
            int done = 0;
            while (done < into.length && !inflater.finished()) {
                int count = inflater.inflate(into, done, into.length - done);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new BrokenException("it ends too early");
                }
                done += count;
            }
        }
    }

    /** Segments of a sector each, behind their lengths, which never cross a sector's end ({@code fs/btrfs/lzo.c}). */
    private void lzo(byte[] packed, byte[] into) throws BrokenException {
        ByteBuffer in = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        long total = Integer.toUnsignedLong(in.getInt(0));
        if (total > packed.length) {
            throw new BrokenException("it has " + packed.length + " of " + total + " bytes");
        }
        var decompressor = new LzoDecompressor();
        int at = LZO_LENGTH;
        int done = 0;
        while (at < total && done < into.length) {
            int left = sectorBytes - at % sectorBytes;
            at += left < LZO_LENGTH ? left : 0;
            long length = Integer.toUnsignedLong(in.getInt(at));
            at += LZO_LENGTH;
            if (length == 0 || length > total - at) {
                throw new BrokenException("a segment has " + length + " bytes");
            }
            // the last one may be longer than what is wanted of it
            var sector = new byte[sectorBytes];
            int count = decompressor.decompress(packed, at, (int) length, sector, 0, sectorBytes);
            System.arraycopy(sector, 0, into, done, Math.min(count, into.length - done));
            done += Math.min(count, into.length - done);
            at += (int) length;
        }
    }

    /** A single frame, and the rest of its last sector. */
    private static void zstd(byte[] packed, byte[] into) throws BrokenException {
        int length = ZstdFrame.length(packed);
        // frames are of whole sectors, the extent may be of fewer bytes
        var whole = new byte[MOST];
        int count = new ZstdJavaDecompressor().decompress(packed, 0, length, whole, 0, MOST);
        System.arraycopy(whole, 0, into, 0, Math.min(count, into.length));
        Arrays.fill(into, Math.min(count, into.length), into.length, (byte) 0);
    }
}
