package io.strapwork.driver.virtio.queue;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The driver's side of a split virtqueue (virtio 1.3, 2.7). One thread. Nothing that the device can write is believed: lengths, links and what is outstanding are kept in Java, the
 * shared descriptor table is only ever written. A device that breaks the rules gets a {@link StrapworkException}, after which the queue must not be used.
 *
 * <p>Usage: {@link #add} buffers, {@link #publish} them, {@link #needsNotification} once per batch; {@link #next} through what came back, then {@link #head}, {@link #length}.
 */
public final class SplitQueue {
    private static final short NO_INTERRUPT = 1;
    private static final short NO_NOTIFY = 1;
    private static final short NEXT = 1;
    private static final short WRITE = 2;
    private static final int FREE = -1;

    private final QueueLayout layout;
    private final String location;
    private final SharedRing descriptors;
    private final SharedRing available;
    private final SharedRing used;
    private final boolean eventIndex;
    private final boolean lengthsOfReadOnly;
    private final int size;
    private final int usedEvent;
    private final int availableEvent;

    /** Bytes that the device may write into the chain of each outstanding head; {@link #FREE} for all else. */
    private final int[] writable;
    private final short[] link;
    private final short[] chainLength;
    private int freeHead;
    private int freeCount;
    private int outstanding;

    private short availableIndex;
    private short publishedIndex;
    private short notifiedIndex;
    private short usedIndex;
    private short usedKnown;
    private int head;
    private int length;

    /**
     * @param location   the device's place, for problems
     * @param order      little-endian unless the device is a legacy one
     * @param eventIndex VIRTIO_F_EVENT_IDX was negotiated
     * @param legacy     lengths of buffers that the device only reads are not checked, since legacy devices set them at will (virtio 1.3, 2.7.8.3)
     */
    public SplitQueue(QueueLayout layout, GuestMemory memory, String location, ByteOrder order, boolean eventIndex, boolean legacy) {
        this.layout = layout;
        this.location = location;
        this.size = layout.size();
        this.descriptors = new SharedRing(memory.at(layout.descriptors(), QueueLayout.DESCRIPTOR_BYTES * (long) size), order);
        this.available = new SharedRing(memory.at(layout.available(), QueueLayout.availableBytes(size)), order);
        this.used = new SharedRing(memory.at(layout.used(), QueueLayout.usedBytes(size)), order);
        this.eventIndex = eventIndex;
        this.lengthsOfReadOnly = !legacy;
        this.usedEvent = 4 + 2 * size;
        this.availableEvent = 4 + 8 * size;
        this.writable = new int[size];
        this.link = new short[size];
        this.chainLength = new short[size];
        Arrays.fill(writable, FREE);
        for (int i = 0; i < size; i++) {
            link[i] = (short) (i + 1);
        }
        this.freeCount = size;
        disableInterrupts();
    }

    public QueueLayout layout() {
        return layout;
    }

    /** Descriptors that are not with the device. */
    public int free() {
        return freeCount;
    }

    /** Chains that are with the device. */
    public int outstanding() {
        return outstanding;
    }

    /**
     * Offers one buffer; the device sees it after {@link #publish}.
     *
     * @return its head, between 0 and the size; the caller has asked {@link #free} before
     */
    public int add(long address, int bytes, boolean deviceWrites) {
        int descriptor = take();
        write(descriptor, address, bytes, deviceWrites ? WRITE : 0, 0);
        return offer(descriptor, 1, deviceWrites ? bytes : 0);
    }

    /**
     * Offers a chain of at most {@link #free} buffers; those that the device reads come first (virtio 1.3, 2.7.4.2).
     *
     * @return its head
     */
    public int add(List<SharedBuffer> chain) {
        if (chain.isEmpty() || chain.size() > freeCount) {
            throw new IllegalArgumentException("a chain of " + chain.size() + " with " + freeCount + " descriptors free");
        }
        int first = freeHead;
        int total = 0;
        for (int i = 0; i < chain.size(); i++) {
            SharedBuffer buffer = chain.get(i);
            if (total > 0 && !buffer.deviceWrites()) {
                throw new IllegalArgumentException("a buffer for the device to read behind one to write");
            }
            total = Math.addExact(total, buffer.deviceWrites() ? buffer.bytes() : 0);
            int descriptor = take();
            boolean last = i == chain.size() - 1;
            int flags = (buffer.deviceWrites() ? WRITE : 0) | (last ? 0 : NEXT);
            write(descriptor, buffer.address().value(), buffer.bytes(), flags, last ? 0 : freeHead);
        }
        return offer(first, chain.size(), total);
    }

    private int take() {
        if (freeCount == 0) {
            throw new IllegalStateException("no descriptor free");
        }
        int descriptor = freeHead;
        freeHead = link[descriptor] & 0xffff;
        freeCount--;
        return descriptor;
    }

    private void write(int descriptor, long address, int bytes, int flags, int next) {
        long at = (long) QueueLayout.DESCRIPTOR_BYTES * descriptor;
        descriptors.putU64(at, address);
        descriptors.putU32(at + 8, bytes);
        descriptors.putU16(at + 12, (short) flags);
        descriptors.putU16(at + 14, (short) next);
    }

    private int offer(int first, int descriptorCount, int writableBytes) {
        writable[first] = writableBytes;
        chainLength[first] = (short) descriptorCount;
        available.putU16(4 + 2L * (availableIndex & (size - 1)), (short) first);
        availableIndex++;
        outstanding++;
        return first;
    }

    /** Lets the device see what was added. */
    public void publish() {
        if (publishedIndex != availableIndex) {
            available.putU16Release(2, availableIndex);
            publishedIndex = availableIndex;
        }
    }

    /** Whether the device wants to be told about what was published since the last call (virtio 1.3, 2.7.10 and 2.7.13.4.1). */
    public boolean needsNotification() {
        int since = (publishedIndex - notifiedIndex) & 0xffff;
        if (since == 0) {
            return false;
        }
        notifiedIndex = publishedIndex;
        VarHandle.fullFence();
        if (eventIndex) {
            return ((publishedIndex - used.u16(availableEvent) - 1) & 0xffff) < since;
        }
        return (used.u16(0) & NO_NOTIFY) == 0;
    }

    /** Takes the next used chain back. False when there is none. */
    public boolean next() {
        if (usedIndex == usedKnown && !look()) {
            return false;
        }
        long at = 4 + 8L * (usedIndex & (size - 1));
        int id = used.u32(at);
        int written = used.u32(at + 4);
        if (Integer.compareUnsigned(id, size) >= 0) {
            throw broken("SW-L131", "the device returned buffer " + Integer.toUnsignedString(id) + ", but its ring has " + size);
        }
        int allowed = writable[id];
        if (allowed == FREE) {
            throw broken("SW-L132", "the device returned buffer " + id + ", which it did not have");
        }
        if ((allowed > 0 || lengthsOfReadOnly) && Integer.compareUnsigned(written, allowed) > 0) {
            throw broken("SW-L133", "the device says it wrote " + Integer.toUnsignedString(written) + " bytes into buffer " + id
                    + ", which has room for " + allowed);
        }
        release(id);
        usedIndex++;
        head = id;
        length = allowed == 0 ? 0 : written;
        return true;
    }

    /** The chain that {@link #next} took back. */
    public int head() {
        return head;
    }

    /** Bytes that the device wrote into it, from its start; not more than it has room for. */
    public int length() {
        return length;
    }

    /** Whether {@link #next} would find something. */
    public boolean waiting() {
        return usedIndex != usedKnown || look();
    }

    /** How many used chains are known to be there; {@link #next} may find more. */
    public int known() {
        return (usedKnown - usedIndex) & 0xffff;
    }

    /** Reads again how many used chains there are. */
    public void refresh() {
        look();
    }

    private boolean look() {
        short index = used.u16Acquire(2);
        int ahead = (index - usedIndex) & 0xffff;
        if (ahead > outstanding) {
            throw broken("SW-L134", "the device returned " + ahead + " buffers, but it had " + outstanding);
        }
        usedKnown = index;
        return ahead > 0;
    }

    private void release(int first) {
        int last = first;
        for (int left = chainLength[first] & 0xffff; left > 1; left--) {
            last = link[last] & 0xffff;
        }
        link[last] = (short) freeHead;
        freeHead = first;
        freeCount += chainLength[first] & 0xffff;
        writable[first] = FREE;
        outstanding--;
    }

    /** Interrupt from the next used chain on. Returns false when one is there already. */
    public boolean enableInterrupts() {
        if (eventIndex) {
            available.putU16(usedEvent, usedIndex);
        } else {
            available.putU16(0, (short) 0);
        }
        VarHandle.fullFence();
        return !waiting();
    }

    /** No interrupts, as far as the device heeds it: with VIRTIO_F_EVENT_IDX it may send one in 65,536 chains. */
    public void disableInterrupts() {
        if (eventIndex) {
            available.putU16(usedEvent, (short) (usedIndex - 1));
        } else {
            available.putU16(0, NO_INTERRUPT);
        }
    }

    private StrapworkException broken(String code, String what) {
        String where = location + ", queue " + layout.index() + ", used index " + (usedIndex & 0xffff);
        return new Problem(code, Blame.PEER, where, what,
                "boot again, and report this to the maker of the device").asException();
    }
}
