package io.strapwork.trust.x509;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes small PE32+ files: headers of 1,024 bytes and two sections. */
final class PeFiles {
    static final int CHECKSUM = 0x80 + 24 + 64;
    static final int TABLE = 0x80 + 24 + 112 + 4 * 8;
    static final int SECTIONS = 0x80 + 24 + 240;
    private static final int HEADERS = 1024;

    private PeFiles() {}

    /** @param gap between the sections */
    static byte[] made(int seed, int gap) {
        int first = 4096;
        int second = 512;
        var file = ByteBuffer.allocate(HEADERS + first + gap + second).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(0x3c, 0x80);
        file.putInt(0x80, 0x4550).putShort(0x84, (short) 0x8664).putShort(0x86, (short) 2).putShort(0x80 + 20, (short) 240)
                .putShort(0x80 + 22, (short) 0x206);
        int optional = 0x80 + 24;
        file.putShort(optional, (short) 0x20b).putInt(optional + 4, first).putInt(optional + 16, 0x1000).putInt(optional + 20, 0x1000)
                .putInt(optional + 32, 0x1000).putInt(optional + 36, 512).putInt(optional + 56, 0x4000).putInt(optional + 60, HEADERS)
                .putInt(optional + 64, 0x1234).putShort(optional + 68, (short) 10).putInt(optional + 108, 16);
        section(file, 0, ".text", 0x1000, HEADERS, first);
        section(file, 1, ".data", 0x3000, HEADERS + first + gap, second);
        byte[] noise = new byte[first];
        new Random(seed).nextBytes(noise);
        file.put(HEADERS, noise).put(HEADERS + first + gap, noise, 0, second);
        return file.array();
    }

    private static void section(ByteBuffer file, int index, String name, int virtual, int raw, int bytes) {
        int at = SECTIONS + index * 40;
        file.put(at, name.getBytes(StandardCharsets.US_ASCII));
        file.putInt(at + 8, bytes).putInt(at + 12, virtual).putInt(at + 16, bytes).putInt(at + 20, raw).putInt(at + 36, 0x60000020);
    }
}
