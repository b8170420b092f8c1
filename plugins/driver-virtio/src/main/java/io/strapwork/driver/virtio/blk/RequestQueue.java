package io.strapwork.driver.virtio.blk;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.driver.virtio.queue.SharedBuffer;
import io.strapwork.driver.virtio.queue.SplitQueue;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;

/** Requests on their way to the device and back (virtio 1.3, 5.2.6): a header that it reads, data and a status byte that it writes. Each has a slot of memory for header and status. */
final class RequestQueue {
    /** VIRTIO_BLK_T_IN. */
    static final int READ = 0;
    /** VIRTIO_BLK_T_GET_ID. */
    static final int GET_ID = 8;
    private static final int HEADER_BYTES = 16;
    private static final int STATUS_AT = HEADER_BYTES;
    private static final int SLOT_BYTES = 64;
    /** No status that a device sets. */
    private static final byte UNSET = (byte) 0xff;
    private static final int NONE = -1;

    private final VirtioTransport device;
    private final SplitQueue queue;
    private final int bufferBytes;
    private final GuestAddress slots;
    private final MemorySegment bytes;
    private final ValueLayout.OfInt u32;
    private final ValueLayout.OfLong u64;
    private final int[] slotOfHead;
    private final int[] dataBytes = new int[BounceBuffers.COUNT];
    private final boolean[] busy = new boolean[BounceBuffers.COUNT];
    private int finished = NONE;

    /** @param bufferBytes the device's limit for one buffer */
    RequestQueue(VirtioTransport device, SplitQueue queue, int bufferBytes) {
        this.device = device;
        this.queue = queue;
        this.bufferBytes = bufferBytes;
        GuestRange range = device.dma().allocate((long) BounceBuffers.COUNT * SLOT_BYTES, SLOT_BYTES);
        this.slots = range.start();
        this.bytes = device.dma().memory().at(range);
        this.u32 = ValueLayout.JAVA_INT.withOrder(device.order());
        this.u64 = ValueLayout.JAVA_LONG.withOrder(device.order());
        this.slotOfHead = new int[queue.layout().size()];
        Arrays.fill(slotOfHead, NONE);
    }

    /** A slot for a request with that much data, or none: all are under way, or the ring is full. */
    int free(int data) {
        if (queue.free() < 2 + buffers(data)) {
            return NONE;
        }
        for (int slot = 0; slot < busy.length; slot++) {
            if (!busy[slot]) {
                return slot;
            }
        }
        return NONE;
    }

    private int buffers(int data) {
        return Math.ceilDiv(data, bufferBytes);
    }

    /** Offers a request; the device sees it after {@link #ring}. */
    void offer(int slot, int type, long sector, GuestAddress into, int data) {
        long at = (long) slot * SLOT_BYTES;
        bytes.set(u32, at, type);
        bytes.set(u32, at + 4, 0);
        bytes.set(u64, at + 8, sector);
        bytes.set(ValueLayout.JAVA_BYTE, at + STATUS_AT, UNSET);
        var chain = new ArrayList<SharedBuffer>();
        chain.add(new SharedBuffer(slots.plus(at), HEADER_BYTES, false));
        for (int done = 0; done < data; done += bufferBytes) {
            chain.add(new SharedBuffer(into.plus(done), Math.min(bufferBytes, data - done), true));
        }
        chain.add(new SharedBuffer(slots.plus(at + STATUS_AT), 1, true));
        slotOfHead[queue.add(chain)] = slot;
        dataBytes[slot] = data;
        busy[slot] = true;
    }

    /** Tells the device of what was offered, if it wants to be told. */
    void ring() {
        queue.publish();
        if (queue.needsNotification()) {
            device.notifyQueue(VirtioBlk.QUEUE);
        }
    }

    boolean waiting() {
        return queue.waiting();
    }

    int underWay() {
        return queue.outstanding();
    }

    /** Takes a finished request back: its slot, or none. */
    int next() {
        if (!queue.next()) {
            return NONE;
        }
        finished = slotOfHead[queue.head()];
        busy[finished] = false;
        return finished;
    }

    /** Of the request that {@link #next} took back. */
    int status() {
        return bytes.get(ValueLayout.JAVA_BYTE, (long) finished * SLOT_BYTES + STATUS_AT) & 0xff;
    }

    /** Whether the device says that it wrote all of its data and the status. A legacy device may say anything (virtio 1.3, 2.7.8.3). */
    boolean isWhole() {
        return device.legacy() || queue.length() == dataBytes[finished] + 1;
    }

    /** Bytes that the device says it wrote. */
    int written() {
        return queue.length();
    }

    static boolean isNone(int slot) {
        return slot == NONE;
    }
}
