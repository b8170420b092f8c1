package io.strapwork.driver.virtio.fake;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Subchannels that take programs of one command, with knobs to misbehave. Without interrupts. */
public class FakeChannelSubsystem implements ChannelSubsystem {
    /** A subchannel and its device. */
    public static final class Subchannel {
        public final int set;
        public final int number;
        public int type = 0x3832;
        public int model;
        public FakeDevice device;
        public boolean valid = true;
        public boolean enabled;
        public int mostRevision = 2;
        public int revision = -1;
        public int sense;
        /** Sense byte to refuse a command with. */
        public final Map<Integer, Integer> refused = new HashMap<>();
        /** Device and subchannel status to end a command with. */
        public final Map<Integer, Integer> endings = new HashMap<>();
        public boolean neverEnds;
        public boolean gone;
        public int busyTimes;
        public int pendingTimes;
        public int startConditionCode;
        public boolean refusesEnabling;
        public int splitEndings;
        private final List<byte[]> status = new ArrayList<>();

        Subchannel(int set, int number, FakeDevice device) {
            this.set = set;
            this.number = number;
            this.device = device;
            this.model = device == null ? 1 : device.type;
        }
    }

    public final TestMemory memory;
    public final List<Subchannel> subchannels = new ArrayList<>();
    public boolean setsEnabled;
    public boolean canEnableSets = true;
    public int endlessSubchannels;
    public long notifyResult = 1;
    public int operations;

    public FakeChannelSubsystem(TestMemory memory) {
        this.memory = memory;
    }

    public Subchannel add(int set, int number, FakeDevice device) {
        var subchannel = new Subchannel(set, number, device);
        subchannels.add(subchannel);
        return subchannel;
    }

    @Override
    public DmaMemory dma() {
        return memory;
    }

    private Subchannel at(int id) {
        operations++;
        int set = id >>> 17 & 3;
        if (set > 0 && !setsEnabled) {
            return null;
        }
        int index = id & 0xffff;
        var inSet = subchannels.stream().filter(subchannel -> subchannel.set == set).toList();
        if (index < inSet.size()) {
            return inSet.get(index).gone ? null : inSet.get(index);
        }
        if (index < endlessSubchannels) {
            var unused = new Subchannel(set, index, null);
            unused.valid = false;
            return unused;
        }
        return null;
    }

    private ByteBuffer bytes(GuestAddress address, int count) {
        return memory.at(address, count).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public int execute(IoInstruction instruction, int id, GuestAddress operand) {
        return switch (instruction) {
            case STSCH -> storeSubchannel(id, operand);
            case MSCH -> modifySubchannel(id, operand);
            case SSCH -> startSubchannel(id, operand);
            case TSCH -> testSubchannel(id, operand);
            case CSCH -> clearSubchannel(id);
            case CHSC -> channelSubsystemCall(operand);
        };
    }

    private int storeSubchannel(int id, GuestAddress schib) {
        Subchannel subchannel = at(id);
        if (subchannel == null) {
            return 3;
        }
        ByteBuffer block = bytes(schib, 52);
        block.putInt(0, 0).putInt(4, 0x10000 * (subchannel.valid ? 1 : 0) | (subchannel.enabled ? 0x800000 : 0));
        block.putShort(6, (short) subchannel.number);
        block.putInt(24, 0);
        return 0;
    }

    private int modifySubchannel(int id, GuestAddress schib) {
        Subchannel subchannel = at(id);
        if (subchannel == null) {
            return 3;
        }
        if (subchannel.pendingTimes > 0) {
            return 1;
        }
        boolean enabled = (bytes(schib, 52).get(5) & 0x80) != 0;
        subchannel.enabled = enabled && !subchannel.refusesEnabling;
        if (!enabled) {
            subchannel.revision = -1;
        }
        return 0;
    }

    private int startSubchannel(int id, GuestAddress orb) {
        Subchannel subchannel = at(id);
        if (subchannel == null || !subchannel.enabled) {
            return 3;
        }
        if (subchannel.pendingTimes > 0) {
            return 1;
        }
        if (subchannel.startConditionCode != 0) {
            return subchannel.startConditionCode;
        }
        if (subchannel.neverEnds) {
            return 0;
        }
        ByteBuffer request = bytes(orb, 32);
        if (request.getInt(4) != 0x80ff00) {
            throw new AssertionError("not a format-1 ORB");
        }
        ByteBuffer ccw = bytes(new GuestAddress(request.getInt(8)), 8);
        int command = ccw.get(0) & 0xff;
        int count = ccw.getShort(2) & 0xffff;
        int deviceStatus = 0x0c;
        int subchannelStatus = 0;
        if (subchannel.busyTimes > 0) {
            subchannel.busyTimes--;
            deviceStatus = 0x10;
        } else if (subchannel.refused.containsKey(command)) {
            subchannel.sense = subchannel.refused.get(command);
            deviceStatus = 0x0e;
        } else if (subchannel.endings.containsKey(command)) {
            deviceStatus = subchannel.endings.get(command) >>> 8;
            subchannelStatus = subchannel.endings.get(command) & 0xff;
        } else if (!execute(subchannel, command, ccw, count)) {
            subchannel.sense = 0x80;
            deviceStatus = 0x0e;
        }
        if (subchannel.splitEndings > 0 && deviceStatus == 0x0c) {
            subchannel.splitEndings--;
            subchannel.status.add(ending(0x4005, 8, subchannelStatus));
            deviceStatus = 4;
        }
        subchannel.status.add(ending(0x4007, deviceStatus, subchannelStatus));
        return 0;
    }

    private static byte[] ending(int control, int deviceStatus, int subchannelStatus) {
        return ByteBuffer.allocate(96).putInt(0, 0x0080_0000 | control).put(8, (byte) deviceStatus).put(9, (byte) subchannelStatus).array();
    }

    private boolean execute(Subchannel subchannel, int command, ByteBuffer ccw, int count) {
        ByteBuffer data = bytes(new GuestAddress(ccw.getInt(4) == 0 ? 0x10000 : ccw.getInt(4)), count);
        FakeDevice device = subchannel.device;
        if (command == 0xe4) {
            data.put((byte) 0xff).putShort((short) subchannel.type).put((byte) subchannel.model);
            return true;
        }
        if (command == 0x04) {
            data.put((byte) subchannel.sense);
            return true;
        }
        if (command == 0x83) {
            int revision = data.getShort(0);
            boolean accepted = subchannel.revision < 0 && revision <= subchannel.mostRevision;
            subchannel.revision = accepted ? revision : subchannel.revision;
            device.legacy = revision == 0;
            return accepted;
        }
        switch (command) {
            case 0x33 -> device.reset();
            case 0x31 -> device.writeStatus(data.get(0) & 0xff);
            case 0x72 -> {
                if (subchannel.revision < 2) {
                    return false;
                }
                data.put(0, (byte) device.readStatus());
            }
            case 0x12 -> data.putInt(0, Integer.reverseBytes((int) (device.offered >>> 32 * data.get(4))));
            case 0x11 -> device.accepted |= (Integer.reverseBytes(data.getInt(0)) & 0xffff_ffffL) << 32 * data.get(4);
            case 0x22 -> data.put(device.config(), 0, count);
            case 0x32 -> data.putShort(2, (short) device.maxQueueSize(data.getShort(0)));
            case 0x13 -> {
                return enable(device, subchannel, data);
            }
            case 0x43, 0x53 -> indicators(command, data.getLong(0));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** False for what this revision's SET_VQ doesn't look like: a lie of the machine may leave the two with different revisions. */
    private static boolean enable(FakeDevice device, Subchannel subchannel, ByteBuffer data) {
        boolean legacy = subchannel.revision <= 0;
        if (data.limit() < (legacy ? 16 : 32)) {
            return false;
        }
        int size = data.getShort(14);
        long start = data.getLong(0);
        if (!legacy) {
            device.enable(data.getShort(12), start, data.getLong(16), data.getLong(24), size);
            return true;
        }
        if (data.getInt(8) != 4096 || size != device.maxQueueSize) {
            return false;
        }
        long used = start + 18L * size + 6 + 4095 & -4096L;
        device.enable(data.getShort(12), start, start + 16L * size, used, size);
        return true;
    }

    /** The driver says where it wants indicators. */
    protected void indicators(int command, long address) {
        throw new AssertionError("indicators without interrupts");
    }

    private int testSubchannel(int id, GuestAddress irb) {
        Subchannel subchannel = at(id);
        if (subchannel == null) {
            return 3;
        }
        if (subchannel.pendingTimes > 0) {
            subchannel.pendingTimes--;
            memory.at(irb, 96).copyFrom(MemorySegment.ofArray(ending(0x11, 0, 0)));
            return 0;
        }
        if (subchannel.status.isEmpty()) {
            return 1;
        }
        memory.at(irb, 96).copyFrom(MemorySegment.ofArray(subchannel.status.removeFirst()));
        return 0;
    }

    private int clearSubchannel(int id) {
        Subchannel subchannel = at(id);
        return subchannel == null ? 3 : 0;
    }

    private int channelSubsystemCall(GuestAddress block) {
        ByteBuffer request = bytes(block, 4096);
        if (request.getInt(0) != 0x0400_0031 || request.getInt(4) != 2) {
            throw new AssertionError("not a request to enable subchannel sets");
        }
        setsEnabled = canEnableSets;
        request.putShort(0x400, (short) 8).putShort(0x402, (short) (canEnableSets ? 1 : 2));
        return 0;
    }

    @Override
    public long notify(int id, int queue, long cookie) {
        Subchannel subchannel = at(id);
        if (notifyResult >= 0) {
            subchannel.device.notified(queue);
        }
        return notifyResult;
    }
}
