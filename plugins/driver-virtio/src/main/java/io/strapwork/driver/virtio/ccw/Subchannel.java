package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.transport.BoundedWait;

/**
 * One subchannel and its device: enabled, disabled, and given channel programs of one format-1 CCW (SA22-7832, chapters 14 to 16). Every wait is bounded.
 */
final class Subchannel {
    static final String GONE = "SW-L112";
    private static final String ABNORMAL_END = "SW-L114";
    private static final int ENABLED = 0x80;
    private static final int VALID = 0x01;
    private static final int INTERRUPTION_SUBCLASS = 0x38;
    private static final int IO_TYPE_MASK = 0xe0;
    private static final int SUPPRESS_LENGTH = 0x20;
    private static final int BASIC_SENSE = 0x04;
    private static final int TRIES = 8;

    private static final int ALERT = 0x10;
    private static final int PRIMARY_OR_SECONDARY = 0x06;
    private static final int UNIT_CHECK = 0x02;
    private static final int DEVICE_END = 0x04;
    private static final int CHANNEL_END = 0x08;
    private static final int BUSY = 0x10;
    private static final int ATTENTION = 0x80;
    private static final int INCORRECT_LENGTH = 0x40;

    private final ChannelSubsystem bus;
    private final CommandArea area;
    private final BoundedWait wait;
    private final int id;
    private final DeviceNumber device;
    private final boolean wasEnabled;

    private Subchannel(ChannelSubsystem bus, CommandArea area, BoundedWait wait, int id, DeviceNumber device, boolean wasEnabled) {
        this.bus = bus;
        this.area = area;
        this.wait = wait;
        this.id = id;
        this.device = device;
        this.wasEnabled = wasEnabled;
    }

    /** What a look at a subchannel number shows. */
    sealed interface Look {
        /** There is none, nor behind it. */
        record End() implements Look {}

        /** There is one, without a device that takes channel programs. */
        record Unused() implements Look {}

        record Device(Subchannel subchannel) implements Look {}
    }

    static Look look(ChannelSubsystem bus, CommandArea area, BoundedWait wait, int subchannelSet, int number) {
        int id = 0x10000 | subchannelSet << 17 | number;
        if (bus.execute(IoInstruction.STSCH, id, area.at(CommandArea.SCHIB)) != 0) {
            return new Look.End();
        }
        boolean io = (area.u8(CommandArea.SCHIB + 25) & IO_TYPE_MASK) == 0;
        if (!io || (area.u8(CommandArea.SCHIB + 5) & VALID) == 0) {
            return new Look.Unused();
        }
        var device = new DeviceNumber(subchannelSet, area.u16(CommandArea.SCHIB + 6));
        return new Look.Device(new Subchannel(bus, area, wait, id, device, (area.u8(CommandArea.SCHIB + 5) & ENABLED) != 0));
    }

    int id() {
        return id;
    }

    DeviceNumber device() {
        return device;
    }

    CommandArea area() {
        return area;
    }

    /** Whether it was when it was looked at: another driver's. */
    boolean wasEnabled() {
        return wasEnabled;
    }

    /** Enables it; first disables it, so that the device forgets a virtio revision chosen before. */
    void enable() {
        disable();
        modify(true);
    }

    void disable() {
        modify(false);
    }

    private void modify(boolean enabled) {
        int cc = 0;
        for (int i = 0; i < TRIES; i++) {
            store();
            int flags = area.u8(CommandArea.SCHIB + 5);
            if ((flags & ENABLED) != 0 == enabled) {
                return;
            }
            area.putU8(CommandArea.SCHIB + 5, flags ^ ENABLED);
            area.putU8(CommandArea.SCHIB + 4, area.u8(CommandArea.SCHIB + 4) & ~INTERRUPTION_SUBCLASS);
            area.putU32(CommandArea.SCHIB, id);
            cc = execute(IoInstruction.MSCH, CommandArea.SCHIB);
            clearTheWay(cc);
        }
        throw problem("SW-L115", "the subchannel can't be " + (enabled ? "enabled" : "disabled") + "; the last condition code was " + cc,
                "");
    }

    private int execute(IoInstruction instruction, int block) {
        return bus.execute(instruction, id, area.at(block));
    }

    private void clear() {
        bus.execute(IoInstruction.CSCH, id, area.at(CommandArea.IRB)); // which it ignores
    }

    private void store() {
        if (execute(IoInstruction.STSCH, CommandArea.SCHIB) != 0) {
            throw gone();
        }
    }

    /** After a condition code that says "not now": takes pending status away, or ends what runs. */
    private void clearTheWay(int cc) {
        switch (cc) {
            case 0 -> {
            }
            case 1 -> execute(IoInstruction.TSCH, CommandArea.IRB);
            case 2 -> {
                clear();
                wait.until(() -> execute(IoInstruction.TSCH, CommandArea.IRB) != 1);
            }
            default -> throw gone();
        }
    }

    /** Takes the status of an interruption away, without waiting for one. */
    void takeStatus() {
        execute(IoInstruction.TSCH, CommandArea.IRB);
    }

    /**
     * Runs one command over {@link CommandArea#DATA}.
     *
     * @param what for people
     * @throws StrapworkException unless it ends well
     */
    Ending run(int command, int count, String what) {
        Ending ending = tryToRun(command, count, what);
        if (ending.unitCheck()) {
            throw problem("SW-L113",
                    "the device refuses " + what + " (channel command 0x" + Integer.toHexString(command) + "): " + ending.senseText(), "");
        }
        return ending;
    }

    /** The same, but a unit check is an answer too. */
    Ending tryToRun(int command, int count, String what) {
        for (int i = 0; i < TRIES; i++) {
            int residual = start(command, CommandArea.DATA, count, what);
            if (residual >= 0) {
                return new Ending(-1, residual);
            }
            if (residual == REFUSED) {
                return new Ending(sense(what), count);
            }
        }
        throw problem(ABNORMAL_END, "the device stayed busy at " + what, "");
    }

    private static final int REFUSED = -1;
    private static final int BUSY_NOW = -2;

    private int sense(String what) {
        area.putU8(CommandArea.SENSE, 0);
        for (int i = 0; i < TRIES; i++) {
            int residual = start(BASIC_SENSE, CommandArea.SENSE, 32, "sense after " + what);
            if (residual == REFUSED) {
                return 0;
            }
            if (residual >= 0) {
                return area.u8(CommandArea.SENSE);
            }
        }
        return 0;
    }

    /** Bytes not transferred, or {@link #REFUSED} for a unit check, or {@link #BUSY_NOW}. */
    private int start(int command, int data, int count, String what) {
        area.putU8(CommandArea.CCW, command);
        area.putU8(CommandArea.CCW + 1, SUPPRESS_LENGTH);
        area.putU16(CommandArea.CCW + 2, count);
        area.putU32(CommandArea.CCW + 4, count == 0 ? 0 : area.address(data));
        area.clear(CommandArea.ORB, 32);
        area.putU32(CommandArea.ORB, id);
        area.putU32(CommandArea.ORB + 4, 0x0080_ff00);
        area.putU32(CommandArea.ORB + 8, area.address(CommandArea.CCW));
        int cc = execute(IoInstruction.SSCH, CommandArea.ORB);
        for (int i = 0; cc != 0 && i < TRIES; i++) {
            clearTheWay(cc);
            cc = execute(IoInstruction.SSCH, CommandArea.ORB);
        }
        if (cc != 0) {
            throw problem(ABNORMAL_END, "the subchannel does not start " + what + "; the last condition code was " + cc, "");
        }
        return await(what);
    }

    private int await(String what) {
        var collected = new Status();
        if (!wait.until(() -> collected.complete(execute(IoInstruction.TSCH, CommandArea.IRB)))) {
            clear();
            execute(IoInstruction.TSCH, CommandArea.IRB);
            throw problem(ABNORMAL_END, "the device did not finish " + what + " within 2 seconds", "");
        }
        return collected.result(what);
    }

    /** What TSCH told so far about one channel program; channel end and device end may come apart. */
    private final class Status {
        private int device;
        private int subchannel;
        private int residual;

        boolean complete(int cc) {
            if (cc == 3) {
                throw gone();
            }
            if (cc != 0) {
                return false;
            }
            int control = area.u32(CommandArea.IRB);
            boolean interruptionOnly = (control & ALERT) != 0 && (control & PRIMARY_OR_SECONDARY) == 0 && area.u8(CommandArea.IRB + 9) == 0;
            int status = area.u8(CommandArea.IRB + 8) & ~ATTENTION;
            if (interruptionOnly && status == 0) {
                return false;
            }
            device |= status;
            subchannel |= area.u8(CommandArea.IRB + 9);
            if ((status & CHANNEL_END) != 0) {
                residual = area.u16(CommandArea.IRB + 10);
            }
            return (device & ~CHANNEL_END) != 0 || (subchannel & ~INCORRECT_LENGTH) != 0;
        }

        int result(String what) {
            if ((device & UNIT_CHECK) != 0) {
                return REFUSED;
            }
            if ((device & BUSY) != 0) {
                return BUSY_NOW;
            }
            int unusualDevice = device & ~(CHANNEL_END | DEVICE_END);
            int unusualSubchannel = subchannel & ~INCORRECT_LENGTH;
            if (unusualDevice != 0 || unusualSubchannel != 0) {
                throw problem(ABNORMAL_END, "the device ended " + what + " with " + Ending.statusText(unusualDevice, unusualSubchannel),
                        "");
            }
            return residual;
        }
    }

    private StrapworkException gone() {
        return problem(GONE, "the subchannel stopped answering (condition code 3)", "check whether the device was unplugged");
    }

    StrapworkException problem(String code, String what, String hint) {
        return new Problem(code, Blame.PEER, device.toString(), what, hint).asException();
    }
}
