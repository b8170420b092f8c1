package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.GuestRam;

/**
 * An operation-request block (Principles of Operation, chapter 15, "Operation-Request Block").
 *
 * @param flags   word 1
 * @param program absolute address of the first CCW
 */
record OrbView(int parameter, int flags, int program) {
    private static final int KEY = 0xf000_0000;
    private static final int SUSPEND = 0x0800_0000;
    private static final int STREAMING = 0x0400_0000;
    private static final int MODIFICATION = 0x0200_0000;
    private static final int SYNCHRONIZE = 0x0100_0000;
    private static final int FORMAT_1 = 0x0080_0000;
    private static final int PREFETCH = 0x0040_0000;
    private static final int INITIAL_STATUS = 0x0020_0000;
    private static final int ADDRESS_LIMIT = 0x0010_0000;
    private static final int SUPPRESS_SUSPENDED = 0x0008_0000;
    private static final int FORMAT_2_IDAW = 0x0002_0000;
    private static final int IDAW_2K = 0x0001_0000;
    private static final int PATHS = 0x0000_ff00;
    private static final int LENGTH_MODE = 0x0000_0080;
    private static final int CARRIED = KEY | FORMAT_1 | PREFETCH | INITIAL_STATUS | ADDRESS_LIMIT | SUPPRESS_SUSPENDED | FORMAT_2_IDAW
            | IDAW_2K | PATHS | LENGTH_MODE | SYNCHRONIZE | STREAMING | MODIFICATION;

    /** @throws DriverFault where the CPU would recognize an operand exception */
    static OrbView parse(GuestRam ram, long address, String where) {
        int flags = ram.be32(address + 4);
        int program = ram.be32(address + 8);
        String fault = null;
        if ((flags & ~(CARRIED | SUSPEND)) != 0) {
            fault = "reserved bits in word 1 of the ORB: 0x" + Integer.toHexString(flags);
        } else if ((flags & (SUSPEND | MODIFICATION | STREAMING)) != 0) {
            fault = "the ORB asks for suspension, modification or streaming control, which this machine doesn't support";
        } else if (program < 0) {
            fault = "bit 0 of the ORB's channel-program address is set: 0x" + Integer.toHexString(program);
        }
        if (fault != null) {
            throw new DriverFault(DriverFault.INSTRUCTION, where, fault, "operand exception, Principles of Operation, chapter 15");
        }
        return new OrbView(ram.be32(address), flags, program);
    }

    boolean isFormat1() {
        return (flags & FORMAT_1) != 0;
    }

    boolean allowsPath() {
        return (flags & 0x8000) != 0;
    }

    int key() {
        return flags >>> 28;
    }

    boolean hasFormat2Idaws() {
        return (flags & FORMAT_2_IDAW) != 0;
    }

    boolean has2KIdaws() {
        return (flags & IDAW_2K) != 0;
    }

    boolean suppressesLength() {
        return (flags & LENGTH_MODE) != 0;
    }
}
