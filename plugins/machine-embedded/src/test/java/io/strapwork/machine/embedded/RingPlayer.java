package io.strapwork.machine.embedded;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** A driver's side of a split ring, written independently of the device's and as literally as possible. */
final class RingPlayer {
    final QueueLayout layout;
    final int size;
    private final GuestMemory memory;
    private final ValueLayout.OfShort u16;
    private final ValueLayout.OfInt u32;
    private final ValueLayout.OfLong u64;
    int added;
    int seen;

    RingPlayer(GuestMemory memory, QueueLayout layout, ByteOrder order) {
        this.memory = memory;
        this.layout = layout;
        this.size = layout.size();
        u16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
        u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        u64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    }

    private MemorySegment at(long address, long bytes) {
        return memory.at(io.strapwork.api.machine.GuestAddress.of(address), bytes);
    }

    void u16(long address, int value) {
        at(address, 2).set(u16, 0, (short) value);
    }

    int u16(long address) {
        return at(address, 2).get(u16, 0) & 0xffff;
    }

    void descriptorAt(long table, int index, long address, int length, int flags, int next) {
        MemorySegment entry = at(table + 16L * index, 16);
        entry.set(u64, 0, address);
        entry.set(u32, 8, length);
        entry.set(u16, 12, (short) flags);
        entry.set(u16, 14, (short) next);
    }

    void descriptor(int index, long address, int length, int flags, int next) {
        descriptorAt(layout.descriptors(), index, address, length, flags, next);
    }

    /** Makes a chain available. */
    void add(int head) {
        u16(layout.avail() + 4 + 2L * (added % size), head);
        added++;
        u16(layout.avail() + 2, added);
    }

    void availIndex(int value) {
        u16(layout.avail() + 2, value);
    }

    void availFlags(int value) {
        u16(layout.avail(), value);
    }

    void usedEvent(int value) {
        u16(layout.avail() + 4 + 2L * size, value);
    }

    int availEvent() {
        return u16(layout.used() + 4 + 8L * size);
    }

    int usedFlags() {
        return u16(layout.used());
    }

    int usedIndex() {
        return u16(layout.used() + 2);
    }

    int usedHead(int entry) {
        return at(layout.used() + 4 + 8L * (entry % size), 4).get(u32, 0);
    }

    int usedLength(int entry) {
        return at(layout.used() + 8 + 8L * (entry % size), 4).get(u32, 0);
    }
}
