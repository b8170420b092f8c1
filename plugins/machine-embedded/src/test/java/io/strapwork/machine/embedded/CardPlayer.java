package io.strapwork.machine.embedded;

import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import java.nio.ByteOrder;

/** A driver of the card on some bus, one step at a time. */
abstract class CardPlayer {
    static final long VERSION_1 = 1L << 32;
    static final int QUEUE_SIZE = 16;

    final GuestMemory memory;
    final DeviceBus bus;
    RingPlayer rx;
    RingPlayer tx;

    CardPlayer(DeviceBus bus) {
        this.bus = bus;
        this.memory = bus.dma().memory();
    }

    abstract void status(int value);

    abstract int readStatus();

    abstract long offered();

    abstract void accept(long features);

    abstract void setUp(int queue, QueueLayout layout);

    abstract void kick(int queue);

    abstract byte[] configuration(int bytes);

    ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    boolean legacy() {
        return false;
    }

    /** Everything up to DRIVER_OK, with these features besides VERSION_1. */
    void bringUp(long features) {
        settle(features);
        rings();
        status(15 & ~(legacy() ? 8 : 0));
    }

    void settle(long features) {
        status(0);
        status(1);
        status(3);
        accept(features | (legacy() ? 0 : VERSION_1));
        if (!legacy()) {
            status(11);
        }
    }

    void rings() {
        rx = ring(0, QUEUE_SIZE);
        tx = ring(1, QUEUE_SIZE);
    }

    RingPlayer ring(int queue, int size) {
        QueueLayout layout = layout(size);
        setUp(queue, layout);
        return new RingPlayer(memory, layout, order());
    }

    QueueLayout layout(int size) {
        if (legacy()) {
            return QueueLayout.legacy(size, allocate(2 * 4096 + 16 * size, 4096), 4096);
        }
        return new QueueLayout(size, allocate(16 * size, 16), allocate(6 + 2 * size, 2), allocate(6 + 8 * size, 4));
    }

    long allocate(long bytes, long alignment) {
        return bus.dma().allocate(bytes, alignment).start().value();
    }

    void put(long address, byte[] bytes) {
        java.lang.foreign.MemorySegment.copy(java.lang.foreign.MemorySegment.ofArray(bytes), 0,
                memory.at(io.strapwork.api.machine.GuestAddress.of(address), bytes.length), 0, bytes.length);
    }

    byte[] get(long address, int bytes) {
        return memory.at(io.strapwork.api.machine.GuestAddress.of(address), bytes).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
}
