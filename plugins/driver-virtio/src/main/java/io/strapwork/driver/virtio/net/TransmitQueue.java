package io.strapwork.driver.virtio.net;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.driver.virtio.queue.SplitQueue;
import java.nio.ByteBuffer;

/**
 * Frames on their way to the device. Each is copied into a ring of bytes in guest memory, behind its header of zeroes, and offered as one descriptor. Room is taken in order, and
 * comes back in that order even if the device uses buffers in another.
 */
final class TransmitQueue {
    private final SplitQueue queue;
    private final FrameSize size;
    private final long start;
    private final int capacity;
    private final ByteBuffer bytes;

    /** Heads in the order of their room; {@code ends} is where the room of each ends. */
    private final int[] heads;
    private final int[] ends;
    private final boolean[] used;
    private int oldest;
    private int count;
    private int readAt;
    private int writeAt;

    TransmitQueue(SplitQueue queue, FrameSize size, DmaMemory dma) {
        this.queue = queue;
        this.size = size;
        this.capacity = size.transmitBytes();
        GuestRange range = dma.allocate(capacity, 4096);
        this.start = range.start().value();
        this.bytes = dma.memory().at(range).asByteBuffer();
        this.heads = new int[queue.layout().size()];
        this.ends = new int[heads.length];
        this.used = new boolean[heads.length];
    }

    /** Copies the frame and offers it; its owner stays who it was. False when there is no room. */
    boolean offer(ByteBuf frame) {
        int length = frame.readableBytes();
        int room = FrameSize.align(size.header() + length);
        int at = place(room);
        if (at < 0 || queue.free() == 0) {
            reclaim();
            at = place(room);
            if (at < 0 || queue.free() == 0) {
                return false;
            }
        }
        for (int i = 0; i < size.header(); i++) {
            bytes.put(at + i, (byte) 0);
        }
        bytes.limit(at + size.header() + length).position(at + size.header());
        frame.getBytes(frame.readerIndex(), bytes);
        bytes.clear();
        int head = queue.add(start + at, size.header() + length, false);
        used[head] = false;
        int last = (oldest + count++) % heads.length;
        heads[last] = head;
        writeAt = at + room;
        ends[last] = writeAt;
        queue.publish();
        return true;
    }

    /** Where {@code room} bytes are free in one piece; negative when nowhere. A full ring never has equal ends, so that equal ends mean empty. */
    private int place(int room) {
        if (count == 0) {
            readAt = 0;
            writeAt = 0;
        }
        if (writeAt >= readAt) {
            if (capacity - writeAt >= room) {
                return writeAt;
            }
            return readAt > room ? 0 : -1;
        }
        return readAt - writeAt > room ? writeAt : -1;
    }

    /** Takes back what the device has sent. */
    void reclaim() {
        while (queue.next()) {
            used[queue.head()] = true;
        }
        while (count > 0 && used[heads[oldest]]) {
            readAt = ends[oldest];
            oldest = (oldest + 1) % heads.length;
            count--;
        }
    }

    boolean needsNotification() {
        return queue.needsNotification();
    }
}
