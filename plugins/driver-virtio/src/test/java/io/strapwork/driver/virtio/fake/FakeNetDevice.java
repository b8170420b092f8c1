package io.strapwork.driver.virtio.fake;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A virtio network device that sends back whatever it is sent. */
public final class FakeNetDevice extends FakeDevice {
    public static final long ALL = 1L << 1 | 1L << 3 | 1L << 5 | 1L << 15 | 1L << 16 | 1L << 29 | 1L << 32;

    public int mtu = 65535;
    public byte[] mac = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
    public boolean up = true;
    public boolean echoes = true;
    /** Of the header before each received frame. */
    public int receiveFlags;
    public int checksumStart;
    public int checksumOffset;
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    public FakeNetDevice(TestMemory memory) {
        super(1, 2, ALL, memory);
    }

    @Override
    public void reset() {
        super.reset();
        waiting.clear();
    }

    @Override
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

    @Override
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
