package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.GuestRam;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One subchannel: path-management control word, status, and the rules of START, MODIFY, TEST and CLEAR SUBCHANNEL (Principles of Operation, chapters 14 and 15). Channel programs run to their end inside START SUBCHANNEL, on the
 * caller's thread and without the lock, so that the device may interrupt meanwhile.
 */
final class Subchannel {
    private static final int ENABLED = 0x80;
    private static final int DEVICE_NUMBER_VALID = 0x01;
    /** Interruption subclass, enabled, limit mode, measurement mode, of the second word's upper half. */
    private static final int CHANGEABLE = 0x3800 | 0x0080 | 0x0060 | 0x0018;
    private static final int RESERVED = 0x0700;
    private static final int CONCURRENT_SENSE = 0x01;
    private static final int PATH = 0x80;

    private static final int EXTENDED_STATUS = 0x0400_0000;
    private static final int FORMAT_1 = 0x0080_0000;
    private static final int START = 0x4000;
    private static final int CLEAR = 0x1000;
    private static final int START_PENDING = 0x0400;
    private static final int ALERT = 0x10;
    private static final int INTERMEDIATE = 0x08;
    private static final int PRIMARY = 0x04;
    private static final int SECONDARY = 0x02;
    private static final int PENDING = 0x01;

    private final GuestRam ram;
    private final String place;
    private final int deviceNumber;
    private final ChannelDevice device;
    private final Runnable line;
    private final byte[] sense = new byte[32];

    private int parameter;
    private int flags = DEVICE_NUMBER_VALID;
    private int logicalPaths = PATH;
    private int operationalPaths = 0xff;
    private int measurementIndex;
    private int sensing;

    private int control;
    private int program;
    private int status;
    private boolean alertDeferred;

    Subchannel(GuestRam ram, String place, int deviceNumber, ChannelDevice device, Runnable line) {
        this.ram = ram;
        this.place = place;
        this.deviceNumber = deviceNumber;
        this.device = device;
        this.line = line;
    }

    String place() {
        return place;
    }

    ChannelDevice device() {
        return device;
    }

    synchronized boolean isEnabled() {
        return (flags & ENABLED) != 0;
    }

    /** The 52 bytes of the subchannel-information block. */
    synchronized byte[] information() {
        ByteBuffer block = ByteBuffer.allocate(52);
        block.putInt(parameter).putShort((short) flags).putShort((short) deviceNumber);
        block.put((byte) logicalPaths).put((byte) 0).put((byte) 0).put((byte) PATH);
        block.putShort((short) measurementIndex).put((byte) operationalPaths).put((byte) PATH);
        block.putLong(0).putInt(sensing);
        block.putInt(control).putInt(program).putInt(status);
        return block.array();
    }

    int modify(ByteBuffer block) {
        int newFlags = block.getShort(4) & 0xffff;
        int last = block.getInt(24);
        if ((newFlags & RESERVED) != 0 || (last & 0xff1f_fff8) != 0) {
            throw new DriverFault(DriverFault.INSTRUCTION, place, "MODIFY SUBCHANNEL with reserved bits in the block: words 1 and 6 are 0x"
                    + Integer.toHexString(block.getInt(4)) + " and 0x" + Integer.toHexString(last),
                    "operand exception; store the block with STORE SUBCHANNEL, change your fields, and pass it back");
        }
        boolean nowDisabled;
        synchronized (this) {
            if ((control & PENDING) != 0) {
                return 1;
            }
            if ((control & (START | CLEAR)) != 0) {
                return 2;
            }
            nowDisabled = isEnabled() && (newFlags & ENABLED) == 0;
            parameter = block.getInt(0);
            flags = (newFlags & CHANGEABLE) | (flags & ~CHANGEABLE);
            logicalPaths = block.get(8) & 0xff;
            measurementIndex = block.getShort(12) & 0xffff;
            operationalPaths = block.get(14) & 0xff;
            sensing = last & 0x7;
        }
        if (nowDisabled) {
            device.disabled();
        }
        return 0;
    }

    /** The block was read and checked by the caller. */
    int start(OrbView orb) {
        synchronized (this) {
            if (!isEnabled()) {
                return 3;
            }
            if ((control & PENDING) != 0) {
                return 1;
            }
            if ((control & (START | CLEAR)) != 0) {
                return 2;
            }
            if ((logicalPaths & PATH) == 0 || !orb.allowsPath()) {
                return 3;
            }
            parameter = orb.parameter();
            control = START | START_PENDING | (orb.flags() & (orb.isFormat1() ? FORMAT_1 : 0)) | orb.key() << 28;
        }
        ChannelProgram.End end = new ChannelProgram(ram, place, device, sense, orb).run();
        synchronized (this) {
            boolean alert = end.deviceStatus() != (ChannelProgram.CHANNEL_END | ChannelProgram.DEVICE_END)
                    || (end.subchannelStatus() & ~ChannelProgram.PROGRAM_CONTROLLED) != 0;
            control = (control & ~START_PENDING) | PRIMARY | SECONDARY | PENDING | (alert ? ALERT : 0)
                    | (end.interrupted() ? INTERMEDIATE : 0);
            program = end.next();
            status = end.deviceStatus() << 24 | end.subchannelStatus() << 16 | end.residual();
        }
        line.run();
        return 0;
    }

    /** @param into 96 bytes, whose first part is always written */
    int test(MemorySegment into) {
        boolean alertNow;
        synchronized (this) {
            if (!isEnabled()) {
                return 3;
            }
            boolean pending = (control & PENDING) != 0;
            MemorySegment.copy(MemorySegment.ofArray(response()), 0, into, 0, 96);
            if (!pending) {
                return 1;
            }
            control = 0;
            program = 0;
            status = 0;
            alertNow = alertDeferred;
            alertDeferred = false;
        }
        if (alertNow) {
            unsolicited();
        }
        return 0;
    }

    private byte[] response() {
        ByteBuffer block = ByteBuffer.allocate(96);
        boolean check = (status >>> 24 & ChannelProgram.UNIT_CHECK) != 0;
        boolean concurrent = check && (sensing & CONCURRENT_SENSE) != 0;
        block.putInt(control | (concurrent ? EXTENDED_STATUS : 0)).putInt(program).putInt(status);
        block.putInt((control & START) != 0 ? PATH << 16 : 0);
        block.putInt(concurrent ? 0x0100_0000 | sense.length << 16 : 0);
        if (concurrent) {
            block.put(32, sense);
            java.util.Arrays.fill(sense, (byte) 0);
        }
        return block.array();
    }

    int clear() {
        synchronized (this) {
            if (!isEnabled()) {
                return 3;
            }
            control = CLEAR | PENDING;
            program = 0;
            status = 0;
            alertDeferred = false;
        }
        line.run();
        return 0;
    }

    /** The device has something to say that nobody asked for: alert status, unless status is pending already. Any thread. */
    void unsolicited() {
        synchronized (this) {
            if (!isEnabled()) {
                return;
            }
            if ((control & START) != 0) {
                alertDeferred = true;
            } else if ((control & PENDING) == 0) {
                control = ALERT | PENDING;
            }
        }
        line.run();
    }
}
