package io.strapwork.machine.embedded.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** 256 bytes of configuration space with the mask of what may be written (PCI Local Bus 3.0, chapter 6). */
final class ConfigSpace {
    private final ByteBuffer values = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer writable = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    /** Bits whose writing is pointless but usual: sizing of BARs that aren't there, status bits written back with the command. */
    private final ByteBuffer ignored = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    ConfigSpace(int vendor, int device, int classCode, int revision) {
        values.putShort(0x00, (short) vendor).putShort(0x02, (short) device);
        values.putInt(0x08, classCode << 8 | revision);
    }

    void set8(int register, int value) {
        values.put(register, (byte) value);
    }

    void set16(int register, int value) {
        values.putShort(register, (short) value);
    }

    void set32(int register, int value) {
        values.putInt(register, value);
    }

    int get16(int register) {
        return values.getShort(register) & 0xffff;
    }

    int get32(int register) {
        return values.getInt(register);
    }

    int get8(int register) {
        return values.get(register) & 0xff;
    }

    void mayWrite(int register, int mask) {
        writable.putInt(register, writable.getInt(register) | mask);
    }

    void ignoresWrites(int register, int mask) {
        ignored.putInt(register, ignored.getInt(register) | mask);
    }

    int read(int register, int bytes) {
        return (int) load(values, register, bytes);
    }

    /** Returns false when bits that are read-only would change. */
    boolean write(int register, int bytes, int value) {
        long all = bytes == 4 ? 0xffff_ffffL : (1L << (8 * bytes)) - 1;
        long mask = load(writable, register, bytes);
        long before = load(values, register, bytes);
        long wanted = value & all;
        long after = (before & ~mask) | (wanted & mask);
        for (int i = 0; i < bytes; i++) {
            values.put(register + i, (byte) (after >>> (8 * i)));
        }
        return ((wanted ^ after) & ~load(ignored, register, bytes)) == 0;
    }

    private static long load(ByteBuffer from, int register, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (from.get(register + i) & 0xff);
        }
        return value;
    }
}
