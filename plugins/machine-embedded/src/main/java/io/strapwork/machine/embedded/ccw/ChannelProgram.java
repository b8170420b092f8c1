package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.GuestRam;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes one channel program to its end: command chaining, data chaining, transfer in channel, indirect data addresses, length checks (Principles of Operation, chapters 15 and 16). Bounded: a program with more than 256 CCWs in a
 * row that move no data (which the architecture lets a channel refuse), or of more than 65536 CCWs, ends in a program check.
 */
final class ChannelProgram {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelProgram.class);
    private static final int MOST_IDLE = 256;
    private static final int MOST = 65536;
    private static final int NO_OPERATION = 0x03;
    private static final int SENSE = 0x04;
    private static final int SENSE_ID = 0xe4;
    private static final int SENSE_BYTES = 32;

    /**
     * How it ended, for the subchannel-status word.
     *
     * @param next address of the last CCW + 8
     */
    record End(int next, int deviceStatus, int subchannelStatus, int residual, boolean interrupted) {}

    static final int CHANNEL_END = 0x08;
    static final int DEVICE_END = 0x04;
    static final int UNIT_CHECK = 0x02;
    static final int PROGRAM_CONTROLLED = 0x80;
    static final int INCORRECT_LENGTH = 0x40;
    static final int PROGRAM_CHECK = 0x20;

    /** A program check. There are no storage keys, so a protection check never happens. */
    private static final class Check extends Exception {
        private static final long serialVersionUID = 1L;

        Check(String why) {
            super(why, null, false, false);
        }
    }

    private final GuestRam ram;
    private final String place;
    private final ChannelDevice device;
    private final byte[] sense;
    private final OrbView orb;
    private final boolean format1;

    private int at;
    private int fetched;
    private int idle;
    private boolean afterTransfer;
    private boolean interrupted;
    private int residual;

    /** @param sense the device's sense data, read and cleared by SENSE, set with unit check */
    ChannelProgram(GuestRam ram, String place, ChannelDevice device, byte[] sense, OrbView orb) {
        this.ram = ram;
        this.place = place;
        this.device = device;
        this.sense = sense;
        this.orb = orb;
        this.format1 = orb.isFormat1();
        this.at = orb.program();
        this.afterTransfer = true;
    }

    End run() {
        try {
            while (true) {
                CcwView command = fetch(null);
                End end = execute(command);
                if (end != null) {
                    return end;
                }
            }
        } catch (Check check) {
            LOG.debug("{}: program check at CCW 0x{}: {}", place, Integer.toHexString(at - 8), check.getMessage());
            return new End(at, 0, PROGRAM_CHECK | pci(), residual, interrupted);
        }
    }

    /** The next CCW that isn't a transfer; {@link #at} is behind it then. */
    private CcwView fetch(@Nullable CcwView chainedFrom) throws Check {
        while (true) {
            int address = at;
            at += 8;
            if ((address & 7) != 0 || address < 0 || !ram.holds(address, 8) || (!format1 && address > 0xff_ffff)) {
                throw new Check("a CCW can't be there");
            }
            CcwView ccw = CcwView.parse(ram, address, format1);
            if (++fetched > MOST || ++idle > MOST_IDLE) {
                throw new Check("the program does not end");
            }
            if (!ccw.isTransfer(format1)) {
                afterTransfer = false;
                String invalid = ccw.invalid(format1, chainedFrom != null);
                if (invalid != null) {
                    throw new Check(invalid);
                }
                if (ccw.has(CcwView.INTERRUPT)) {
                    interrupted = true;
                }
                return ccw;
            }
            if (afterTransfer || ccw.data() < 0 || (format1 && (ccw.flags() != 0 || ccw.count() != 0))) {
                throw new Check(afterTransfer ? "a transfer in channel comes first, or after another" : "malformed transfer in channel");
            }
            afterTransfer = true;
            at = ccw.data();
        }
    }

    private @Nullable End execute(CcwView command) throws Check {
        var data = new DataArea(ram);
        // Where each CCW of the data chain ends in the row of bytes, and the CCWs themselves: needed to tell in which one the device stopped.
        CcwView current = command;
        boolean reads = (command.command() & 0x03) == 0x02 || (command.command() & 0x0f) == 0x04 || (command.command() & 0x0f) == 0x0c;
        add(data, current, reads);
        var ends = new long[4];
        var flags = new int[4];
        var next = new int[4];
        int links = 0;
        ends[0] = data.size();
        flags[0] = current.flags();
        next[0] = at;
        while (current.has(CcwView.CHAIN_DATA)) {
            current = fetch(command);
            add(data, current, reads);
            if (++links == ends.length) {
                ends = Arrays.copyOf(ends, 2 * links);
                flags = Arrays.copyOf(flags, 2 * links);
                next = Arrays.copyOf(next, 2 * links);
            }
            ends[links] = data.size();
            flags[links] = current.flags();
            next[links] = at;
            if (data.size() > 0) {
                idle = 0;
            }
        }
        switch (perform(command, data)) {
            case ChannelDevice.Outcome.UnitCheck check -> {
                LOG.debug("{}: unit check for command 0x{}: {}", place, Integer.toHexString(command.command()), check.why());
                Arrays.fill(sense, (byte) 0);
                sense[0] = (byte) check.sense();
                residual = command.count();
                return new End(next[0], UNIT_CHECK, pci(), residual, interrupted);
            }
            case ChannelDevice.Outcome.Done done -> {
                long moved = Math.min(done.wanted(), data.size());
                int last = 0;
                while ((last < links && ends[last] < moved) || (last < links && ends[last] == moved && done.wanted() > moved)) {
                    last++;
                }
                residual = (int) (ends[last] - moved);
                at = next[last];
                if (moved > 0) {
                    idle = 0;
                }
                boolean chains = (flags[last] & CcwView.CHAIN_DATA) != 0;
                boolean wrong = done.wanted() != data.size() || chains;
                boolean suppressed = !chains && ((flags[last] & CcwView.SUPPRESS_LENGTH) != 0
                        || (done.wanted() == 0 && (!format1 || orb.suppressesLength())));
                boolean incorrect = wrong && !suppressed && command.command() != NO_OPERATION;
                if (incorrect || (flags[last] & CcwView.CHAIN_COMMAND) == 0) {
                    return new End(at, CHANNEL_END | DEVICE_END, (incorrect ? INCORRECT_LENGTH : 0) | pci(), residual, interrupted);
                }
                return null;
            }
        }
    }

    private ChannelDevice.Outcome perform(CcwView command, DataArea data) {
        return switch (command.command()) {
            case NO_OPERATION -> new ChannelDevice.Outcome.Done(0);
            case SENSE -> {
                data.write(sense.clone());
                Arrays.fill(sense, (byte) 0);
                yield new ChannelDevice.Outcome.Done(SENSE_BYTES);
            }
            case SENSE_ID -> {
                byte[] id = device.senseId();
                data.write(id);
                yield new ChannelDevice.Outcome.Done(id.length);
            }
            default -> device.execute(command.command(), data);
        };
    }

    private void add(DataArea data, CcwView ccw, boolean reads) throws Check {
        boolean store = !(reads && ccw.has(CcwView.SKIP));
        if (!ccw.has(CcwView.INDIRECT)) {
            addPart(data, ccw.data(), ccw.count(), store);
            return;
        }
        boolean wide = orb.hasFormat2Idaws();
        long block = wide && !orb.has2KIdaws() ? 4096 : 2048;
        long word = ccw.data();
        long step = wide ? 8 : 4;
        if ((word & step - 1) != 0) {
            throw new Check("the list of indirect data addresses is not aligned");
        }
        int left = ccw.count();
        for (boolean first = true; left > 0; first = false, word += step) {
            if (!ram.holds(word, step)) {
                throw new Check("the list of indirect data addresses is not in RAM");
            }
            long address = wide ? ram.be64(word) : ram.be32(word);
            if (address < 0 || (!first && address % block != 0)) {
                throw new Check("0x" + Long.toHexString(address) + " is not an indirect data address");
            }
            int length = (int) Math.min(left, block - address % block);
            addPart(data, address, length, store);
            left -= length;
        }
    }

    private void addPart(DataArea data, long address, int bytes, boolean store) throws Check {
        if (bytes > 0 && !ram.holds(address, bytes)) {
            throw new Check(GuestRam.describe(address, bytes) + " is not in RAM");
        }
        if (bytes > 0) {
            data.add(address, bytes, store);
        }
    }

    private int pci() {
        return interrupted ? PROGRAM_CONTROLLED : 0;
    }
}
