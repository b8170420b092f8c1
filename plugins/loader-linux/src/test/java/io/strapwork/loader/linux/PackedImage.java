package io.strapwork.loader.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Builds bzImages as Linux does: a vmlinux of two segments, relocations behind it, packed, behind the setup code. */
final class PackedImage {
    static final long PREFERRED = 0x1000000;
    static final int INIT_SIZE = 0x900000;
    static final int ENTRY = 0x400;
    static final int SECOND_AT = 0x200000;
    private static final int SETUP = 2048;
    private static final int PAYLOAD = 0x300;
    private static final int PROGRAM_HEADERS = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;

    private PackedImage() {}

    /** Segments of 0x3000 and 0x1000 bytes at offsets 0x1000 and 0x4000; whoever wants another one changes it. */
    static ByteBuffer vmlinux() {
        var file = ByteBuffer.allocate(0x5040).order(ByteOrder.LITTLE_ENDIAN);
        new Random(9).nextBytes(file.array());
        file.put(0, new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(16, (short) 2).putShort(18, (short) 62);
        file.putLong(24, PREFERRED + ENTRY).putLong(32, PROGRAM_HEADERS).putShort(54, (short) PROGRAM_HEADER_BYTES).putShort(56, (short) 3);
        segment(file, 0, 4, 0x100, PREFERRED + 0x100, 0x20, 0x20);
        segment(file, 1, 1, 0x4000, PREFERRED + SECOND_AT, 0x1000, 0x8000);
        return segment(file, 2, 1, 0x1000, PREFERRED, 0x3000, 0x3000);
    }

    static ByteBuffer segment(ByteBuffer file, int index, int type, long offset, long at, long bytes, long memory) {
        int header = PROGRAM_HEADERS + index * PROGRAM_HEADER_BYTES;
        file.putInt(header, type).putLong(header + 8, offset).putLong(header + 24, at);
        return file.putLong(header + 32, bytes).putLong(header + 40, memory).putLong(header + 48, type == 1 ? 0x200000 : 4);
    }

    static byte[] xz(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (OutputStream packing = new XZOutputStream(out, new LZMA2Options(0))) {
            packing.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        // as Linux' size_append does (scripts/Makefile.lib)
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(plain.length).array());
        return out.toByteArray();
    }

    static byte[] gzip(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (OutputStream packing = new GZIPOutputStream(out)) {
            packing.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    static ByteBuffer of(byte[] payload) {
        var file = ByteBuffer.allocate(SETUP + PAYLOAD + payload.length + 0x200).order(ByteOrder.LITTLE_ENDIAN);
        new Random(5).nextBytes(file.array());
        file.put(0x1f1, (byte) 3).put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).putShort(0x206, (short) 0x20f).put(0x211,
                (byte) 1);
        file.putInt(0x230, 0x200000).put(0x234, (byte) 1).putShort(0x236, (short) 0x3f).putLong(0x258, PREFERRED).putInt(0x260, INIT_SIZE);
        return file.putInt(0x248, PAYLOAD).putInt(0x24c, payload.length).put(SETUP + PAYLOAD, payload);
    }
}
