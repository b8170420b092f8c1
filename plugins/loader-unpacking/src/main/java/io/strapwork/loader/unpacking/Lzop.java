package io.strapwork.loader.unpacking;

import io.airlift.compress.v3.lzo.LzoDecompressor;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Adler32;

/** What {@code lzop} writes (Linux: lib/decompress_unlzo.c): blocks behind their lengths, big-endian; an empty one closes it. */
final class Lzop extends BlockStream {
    static final String MAGIC = "\u0089LZO\0\r\n\u001a\n";
    private static final int NEWER = 0x0940;
    private static final int ADLER_PLAIN = 0x1;
    private static final int ADLER_PACKED = 0x2;
    private static final int EXTRA = 0x40;
    private static final int CRC_PLAIN = 0x100;
    private static final int CRC_PACKED = 0x200;
    private static final int FILTERED = 0x800;

    private final DataInputStream in;
    private final int flags;
    private boolean closed;

    /** @param file behind the magic number */
    Lzop(InputStream file) throws IOException {
        in = new DataInputStream(file);
        int version = in.readUnsignedShort();
        boolean newer = version >= NEWER;
        in.skipNBytes(newer ? 4 : 2);
        int method = in.readUnsignedByte();
        if (method < 1 || method > 3) {
            throw new IOException("method " + method + " of lzop is not supported");
        }
        in.skipNBytes(newer ? 1 : 0);
        flags = in.readInt();
        if ((flags & FILTERED) != 0) {
            throw new IOException("filters of lzop are not supported");
        }
        in.skipNBytes(newer ? 12 : 8);
        in.skipNBytes(in.readUnsignedByte() + 4L);
        if ((flags & EXTRA) != 0) {
            in.skipNBytes(Integer.toUnsignedLong(in.readInt()) + 4);
        }
    }

    @Override
    boolean next() throws IOException {
        int plain = closed ? 0 : in.readInt();
        if (plain == 0) {
            closed = true;
            return false;
        }
        int packed = in.readInt();
        if (plain < 0 || plain > MOST || packed <= 0 || packed > plain) {
            throw new IOException("a block of " + Integer.toUnsignedLong(packed) + " bytes for " + Integer.toUnsignedLong(plain));
        }
        int adler = (flags & ADLER_PLAIN) == 0 ? 0 : in.readInt();
        in.skipNBytes((flags & CRC_PLAIN) == 0 ? 0 : 4);
        if (packed < plain) {
            in.skipNBytes(((flags & ADLER_PACKED) == 0 ? 0 : 4) + ((flags & CRC_PACKED) == 0 ? 0 : 4));
        }
        byte[] content = in.readNBytes(packed);
        if (content.length < packed) {
            throw new IOException("the file ends within a block");
        }
        byte[] block = packed < plain ? unpacked(content, plain) : content;
        if ((flags & ADLER_PLAIN) != 0) {
            var sum = new Adler32();
            sum.update(block);
            if ((int) sum.getValue() != adler) {
                throw new IOException("a block's checksum is wrong");
            }
        }
        hold(block, plain);
        return true;
    }

    private static byte[] unpacked(byte[] content, int bytes) throws IOException {
        var plain = new byte[bytes];
        int count = new LzoDecompressor().decompress(content, 0, content.length, plain, 0, bytes);
        if (count != bytes) {
            throw new IOException("a block unpacks to " + count + " of " + bytes + " bytes");
        }
        return plain;
    }
}
