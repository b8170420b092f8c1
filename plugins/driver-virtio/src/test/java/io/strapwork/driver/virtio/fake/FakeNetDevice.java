package io.strapwork.driver.virtio.fake;

import io.strapwork.api.machine.GuestAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A virtio network device that sends back whatever it is sent, with knobs to misbehave. The bus in front of it decodes registers or commands. */
public final class FakeNetDevice {
    public static final long ALL = 1L << 1 | 1L << 3 | 1L << 5 | 1L << 15 | 1L << 16 | 1L << 29 | 1L << 32;

    public long offered = ALL;
    public boolean refusesFeatures;
    public boolean forgetsStatus;
    public boolean neverEndsReset;
    public int breaksAtStatus = -1;
    public int maxQueueSize = 256;
    public int queueCount = 2;
    public boolean configRuns;
    public boolean legacy;
    public int mtu = 65535;
    public byte[] mac = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
    public boolean up = true;
    public boolean echoes = true;
    /** Of the header before each received frame. */
    public int receiveFlags;
    public int checksumStart;
    public int checksumOffset;
    public Runnable interrupt = () -> {};

    public final TestMemory memory;
    public int status;
    public long accepted;
    public int generation;
    public int resets;
    public final DeviceQueue[] queues = new DeviceQueue[2];
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    public FakeNetDevice(TestMemory memory) {
        this.memory = memory;
    }

    public ByteOrder order() {
        return legacy ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    public int readStatus() {
        return neverEndsReset ? status | 1 : status;
    }

    public void writeStatus(int value) {
        if (value == 0) {
            reset();
            return;
        }
        status = value;
        if (refusesFeatures) {
            status &= ~8;
        }
        if (forgetsStatus) {
            status &= ~2;
        }
        if (value == breaksAtStatus) {
            status |= 64;
        }
    }

    public void reset() {
        status = 0;
        accepted = 0;
        resets++;
        queues[0] = null;
        queues[1] = null;
        waiting.clear();
    }

    public boolean has(int bit) {
        return (accepted >>> bit & 1) != 0;
    }

    public int maxQueueSize(int queue) {
        return queue < queueCount ? maxQueueSize : 0;
    }

    public void enable(int index, long descriptors, long available, long used, int size) {
        queues[index] = new DeviceQueue(memory, new GuestAddress(descriptors), new GuestAddress(available), new GuestAddress(used), size,
                order(), has(29));
    }

    public byte[] config() {
        if (configRuns) {
            generation++;
        }
        var bytes = new byte[12];
        System.arraycopy(mac, 0, bytes, 0, 6);
        var segment = MemorySegment.ofArray(bytes);
        var u16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order());
        segment.set(u16, 6, (short) (up ? 1 : 0));
        segment.set(u16, 8, (short) 1);
        segment.set(u16, 10, (short) mtu);
        return bytes;
    }

    /** The driver rang. */
    public void notified(int queue) {
        if (!echoes || (status & 4) == 0) {
            return;
        }
        if (queue == 1) {
            while (queues[1].offered() > 0) {
                DeviceQueue.Chain chain = queues[1].take();
                MemorySegment part = chain.parts().getFirst().bytes();
                int header = headerBytes();
                waiting.add(part.asSlice(header).toArray(ValueLayout.JAVA_BYTE));
                queues[1].giveBack(chain.head(), 0);
            }
            if (queues[1].publish()) {
                interrupt.run();
            }
        }
        deliver();
    }

    public int headerBytes() {
        return legacy && !has(15) ? 10 : 12;
    }

    private void deliver() {
        while (!waiting.isEmpty() && send(waiting.peek())) {
            waiting.remove();
        }
        if (queues[0].publish()) {
            interrupt.run();
        }
    }

    /** Puts a frame into the receive ring; {@link DeviceQueue#publish} is up to the caller. False when there is no room. */
    public boolean send(byte[] frame) {
        var packet = new byte[headerBytes() + frame.length];
        System.arraycopy(frame, 0, packet, headerBytes(), frame.length);
        packet[0] = (byte) receiveFlags;
        var u16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order());
        MemorySegment.ofArray(packet).set(u16, 6, (short) checksumStart);
        MemorySegment.ofArray(packet).set(u16, 8, (short) checksumOffset);
        var chains = new ArrayList<DeviceQueue.Chain>();
        int room = chains(packet.length, chains);
        if (room < packet.length) {
            throw new AssertionError("the test must not send more than the ring takes");
        }
        if (headerBytes() == 12) {
            MemorySegment.ofArray(packet).set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order()), 10, (short) chains.size());
        }
        int at = 0;
        for (DeviceQueue.Chain chain : chains) {
            int count = Math.min(chain.writableBytes(), packet.length - at);
            MemorySegment.copy(packet, at, chain.parts().getFirst().bytes(), ValueLayout.JAVA_BYTE, 0, count);
            queues[0].giveBack(chain.head(), count);
            at += count;
        }
        return true;
    }

    private int chains(int bytes, List<DeviceQueue.Chain> chains) {
        int room = 0;
        while (room < bytes && queues[0].offered() > 0 && (room == 0 || has(15))) {
            DeviceQueue.Chain chain = queues[0].take();
            chains.add(chain);
            room += chain.writableBytes();
        }
        return room;
    }
}
