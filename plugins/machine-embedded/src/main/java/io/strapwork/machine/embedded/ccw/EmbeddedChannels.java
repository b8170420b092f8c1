package io.strapwork.machine.embedded.ccw;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.DriverFaults;
import io.strapwork.machine.embedded.virtio.GuestRam;
import io.strapwork.machine.embedded.virtio.VirtioDevice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channel subsystem of the embedded machine. Where an instruction would end in a program interruption (operand, addressing or specification exception) the call throws SW-M150.
 */
public final class EmbeddedChannels implements ChannelSubsystem, Interrupts {
    private static final int MOST_SETS = 4;
    private static final long OPERANDS_END = 1L << 31;
    private static final int SET_DOMAIN_ATTRIBUTES = 0x0031;
    private static final int ENABLE_MULTIPLE_SETS = 2;
    private static final int RESPONSE_OK = 0x0001;
    private static final int RESPONSE_UNKNOWN = 0x0004;
    private static final int RESPONSE_BAD_OPERATION = 0x0101;
    private static final long NO_SUCH_SUBCHANNEL = -22;

    private final DmaMemory dma;
    private final GuestRam ram;
    private final DriverFaults faults;
    private final List<List<Subchannel>> sets = new ArrayList<>();
    private volatile Runnable line = () -> {};
    private boolean multipleSets;

    public EmbeddedChannels(DmaMemory dma, GuestRam ram, DriverFaults faults) {
        this.dma = dma;
        this.ram = ram;
        this.faults = faults;
        for (int i = 0; i < MOST_SETS; i++) {
            sets.add(new ArrayList<>());
        }
    }

    /** A 3215 console, which answers SENSE ID and nothing else: real machines have devices that a network driver must pass by. */
    public void addConsole(int deviceNumber) {
        add(0, deviceNumber, new OperatorConsole());
    }

    /**
     * A virtio device on the next subchannel of a set.
     *
     * @param set 0 to 3; others than 0 show after CHSC enabled them
     */
    public void addVirtio(int set, int deviceNumber, VirtioDevice device) {
        var commands = new VirtioCcw(device, ram);
        Subchannel subchannel = add(set, deviceNumber, commands);
        commands.attach(subchannel, () -> line.run());
    }

    private Subchannel add(int set, int deviceNumber, ChannelDevice device) {
        String place = String.format("fe.%x.%04x", set, deviceNumber);
        var subchannel = new Subchannel(ram, place, deviceNumber, device, () -> line.run());
        sets.get(set).add(subchannel);
        return subchannel;
    }

    @Override
    public void onInterrupt(Runnable interrupted) {
        line = interrupted;
    }

    @Override
    public DmaMemory dma() {
        return dma;
    }

    @Override
    public int execute(IoInstruction instruction, int subchannel, GuestAddress operand) {
        faults.raise();
        checkOperand(instruction, operand.value());
        if (instruction == IoInstruction.CHSC) {
            return call(operand.value());
        }
        Subchannel found = find(instruction.fullName(), subchannel);
        if (found == null) {
            return 3;
        }
        int code = 0;
        try {
            code = execute(instruction, found, operand.value());
        } catch (DriverFault fault) {
            faults.report(fault.problem());
        }
        faults.raise();
        return code;
    }

    private void checkOperand(IoInstruction instruction, long at) {
        int bytes = instruction.operandBytes();
        boolean page = instruction == IoInstruction.CHSC;
        if (bytes == 0 || (at & (page ? 0xfff : 3)) == 0 && at <= OPERANDS_END - bytes && ram.holds(at, bytes)) {
            return;
        }
        refuse(instruction.fullName(), page
                ? "the block at " + GuestAddress.of(at) + " is not a page of RAM below 2 GiB"
                : "its operand, " + GuestRam.describe(at, bytes) + ", is not a word-aligned block of RAM below 2 GiB");
    }

    private int execute(IoInstruction instruction, Subchannel found, long at) {
        int bytes = instruction.operandBytes();
        return switch (instruction) {
            case STSCH -> {
                MemorySegment.copy(MemorySegment.ofArray(found.information()), 0, ram.at(at, bytes), 0, bytes);
                yield 0;
            }
            case MSCH -> found.modify(ByteBuffer.wrap(ram.at(at, bytes).toArray(ValueLayout.JAVA_BYTE)));
            case SSCH -> found.start(OrbView.parse(ram, at, found.place()));
            case TSCH -> found.test(ram.at(at, bytes));
            case CSCH -> found.clear();
            case CHSC -> throw new IllegalStateException("not of a subchannel");
        };
    }

    private int call(long block) {
        int length = ram.be16(block);
        if (length < 16 || length > 4088 || length % 8 != 0) {
            refuse(IoInstruction.CHSC.fullName(), "the request block can't have " + length + " bytes");
        }
        int code = ram.be16(block + 2);
        int response = RESPONSE_UNKNOWN;
        if (code == SET_DOMAIN_ATTRIBUTES) {
            multipleSets |= ram.be16(block + 6) == ENABLE_MULTIPLE_SETS;
            response = ram.be16(block + 6) == ENABLE_MULTIPLE_SETS ? RESPONSE_OK : RESPONSE_BAD_OPERATION;
        }
        ByteBuffer answer = ram.at(block + length, 8).asByteBuffer();
        answer.putShort((short) 8).putShort((short) response).putInt(0);
        return 0;
    }

    @Override
    public long notify(int subchannel, int queue, long cookie) {
        faults.raise();
        Subchannel found = find("DIAGNOSE X'500'", subchannel);
        VirtioDevice device = found == null ? null : found.device().virtio().orElse(null);
        if (found == null || device == null) {
            return NO_SUCH_SUBCHANNEL;
        }
        if (!found.isEnabled()) {
            refuse("DIAGNOSE X'500'", found.place() + " is notified while its subchannel is disabled");
        }
        device.notifyQueue(queue);
        faults.raise();
        return queue + 1L;
    }

    private @Nullable Subchannel find(String name, int id) {
        if ((id & 0xfff9_0000) != 0x0001_0000) {
            refuse(name, "0x" + Integer.toHexString(id) + " is not a subsystem-identification word, 0x00010000 | set << 17 | number");
        }
        int set = id >>> 17 & 3;
        int number = id & 0xffff;
        List<Subchannel> known = set == 0 || multipleSets ? sets.get(set) : List.of();
        return number < known.size() ? known.get(number) : null;
    }

    private void refuse(String instruction, String why) {
        faults.report(new DriverFault(DriverFault.INSTRUCTION, instruction, why,
                "operand, addressing or specification exception, Principles of Operation, chapter 14")
                .problem());
        faults.raise();
    }

    private static final class OperatorConsole implements ChannelDevice {
        @Override
        public byte[] senseId() {
            return new byte[]{(byte) 0xff, 0x32, 0x15, 0, 0x32, 0x15, 0};
        }

        @Override
        public Outcome execute(int command, DataArea data) {
            return ChannelDevice.reject("the console has no operator");
        }

        @Override
        public void disabled() {}
    }
}
