package io.strapwork.machine.qemu.process;

import java.io.IOException;
import java.util.HexFormat;

/** Little-endian registers in a machine's memory space, whatever its byte order: qtest's raw bytes reach device registers of 1, 2, 4 and 8 bytes. */
public final class QtestBytes {
    private QtestBytes() {}

    public static long read(Qtest qtest, long address, int bytes) {
        String text = qtest.command("read 0x" + Long.toHexString(address) + " 0x" + bytes);
        try {
            byte[] raw = HexFormat.of().parseHex(text, 2, text.length());
            if (raw.length != bytes) {
                throw new IllegalArgumentException(raw.length + " bytes");
            }
            long value = 0;
            for (int i = bytes - 1; i >= 0; i--) {
                value = value << 8 | raw[i] & 0xff;
            }
            return value;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw MachineFaults.broken("qtest", new IOException("a read is answered by \"" + text + "\"", e));
        }
    }

    public static void write(Qtest qtest, long address, int bytes, long value) {
        var raw = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            raw[i] = (byte) (value >>> 8 * i);
        }
        qtest.command("write 0x" + Long.toHexString(address) + " 0x" + bytes + " 0x" + HexFormat.of().formatHex(raw));
    }
}
