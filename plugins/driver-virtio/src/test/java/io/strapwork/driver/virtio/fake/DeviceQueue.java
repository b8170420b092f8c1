package io.strapwork.driver.virtio.fake;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The device's side of a split virtqueue, in plain memory, able to misbehave. */
public final class DeviceQueue {
    /** A part of a chain. */
    public record Part(MemorySegment bytes, boolean writable) {}

    /** A buffer chain. */
    public record Chain(int head, List<Part> parts) {
        public int writableBytes() {
            return parts.stream().filter(Part::writable).mapToInt(part -> (int) part.bytes.byteSize()).sum();
        }
    }

    private final GuestMemory memory;
    private final int size;
    private final boolean eventIndex;
    private final MemorySegment descriptors;
    private final MemorySegment available;
    private final MemorySegment used;
    private final ByteOrder order;
    private final ValueLayout.OfShort u16;
    private final ValueLayout.OfInt u32;
    private final ValueLayout.OfLong u64;
    private short taken;
    private short givenBack;
    private short published;

    /** @throws IndexOutOfBoundsException where this memory has no such rings */
    public DeviceQueue(GuestMemory memory, long descriptors, long available, long used, int size, ByteOrder order, boolean eventIndex) {
        this.memory = memory;
        this.size = size;
        this.eventIndex = eventIndex;
        this.descriptors = at(descriptors, 16L * size);
        this.available = at(available, 6 + 2L * size);
        this.used = at(used, 6 + 8L * size);
        this.order = order;
        this.u16 = ValueLayout.JAVA_SHORT.withOrder(order);
        this.u32 = ValueLayout.JAVA_INT.withOrder(order);
        this.u64 = ValueLayout.JAVA_LONG.withOrder(order);
    }

    /** An address of the wire may be any 64 bits, a length any 32. */
    private MemorySegment at(long address, long bytes) {
        if (address < 0 || bytes < 0 || bytes > Long.MAX_VALUE - address) {
            throw new IndexOutOfBoundsException("no memory at 0x" + Long.toHexString(address) + ", " + bytes + " bytes");
        }
        return memory.at(new GuestAddress(address), bytes);
    }

    /** How many chains the driver offers that were not taken. */
    public int offered() {
        short index = (short) u16.varHandle().getAcquire(available, 2L);
        return (index - taken) & 0xffff;
    }

    public Chain take() {
        int head = available.get(u16, 4 + 2L * (taken & (size - 1))) & 0xffff;
        taken++;
        if (eventIndex) {
            used.set(u16, 4 + 8L * size, taken);
        }
        var parts = new ArrayList<Part>();
        int at = head;
        int flags;
        do {
            flags = descriptors.get(u16, 16L * at + 12);
            parts.add(new Part(at(descriptors.get(u64, 16L * at), descriptors.get(u32, 16L * at + 8)), (flags & 2) != 0));
            at = descriptors.get(u16, 16L * at + 14) & 0xffff;
        } while ((flags & 1) != 0 && parts.size() <= size);
        return new Chain(head, parts);
    }

    public void giveBack(int id, int length) {
        long at = 4 + 8L * (givenBack & (size - 1));
        used.set(u32, at, id);
        used.set(u32, at + 4, length);
        givenBack++;
    }

    /** Lets the driver see what was given back; returns whether it wants an interrupt. */
    public boolean publish() {
        short before = published;
        published = givenBack;
        u16.varHandle().setRelease(used, 2L, published);
        VarHandle.fullFence();
        int count = (published - before) & 0xffff;
        if (count == 0) {
            return false;
        }
        if (eventIndex) {
            short event = available.get(u16, 4 + 2L * size);
            return ((published - event - 1) & 0xffff) < count;
        }
        return (available.get(u16, 0) & 1) == 0;
    }

    /** Writes any used index, for hostile devices. */
    public void putUsedIndex(int index) {
        u16.varHandle().setRelease(used, 2L, (short) index);
    }

    public void suppressNotifications(boolean suppress) {
        used.set(u16, 0, (short) (suppress ? 1 : 0));
    }

    public void putAvailableEvent(int index) {
        used.set(u16, 4 + 8L * size, (short) index);
    }

    public int availableFlags() {
        return available.get(u16, 0);
    }

    public ByteOrder order() {
        return order;
    }

    /** All that the device may write: the used ring. */
    public MemorySegment usedRing() {
        return used;
    }
}
