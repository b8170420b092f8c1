package io.strapwork.driver.virtio.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.queue.SplitQueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Buffers for frames from the device. A frame is copied once, out of guest memory, and its buffers are offered again before it is handed over. */
final class ReceiveQueue {
    private static final int CHECKSUM_START_AT = 6;
    private static final int CHECKSUM_OFFSET_AT = 8;
    private static final int BUFFER_COUNT_AT = 10;
    private static final int NEEDS_CSUM = 1;
    private static final int DATA_VALID = 2;

    private final SplitQueue queue;
    private final FrameSize size;
    private final boolean tellsChecksums;
    private final String location;
    private final ByteBufAllocator allocator;
    private final long start;
    private final int bufferBytes;
    private final ByteBuffer bytes;
    private final int[] buffers;
    private final int[] merging;
    private boolean dropped;
    private boolean checked;

    /**
     * Takes memory and fills the ring; the device may only be notified once it is live.
     *
     * @param tellsChecksums VIRTIO_NET_F_GUEST_CSUM was negotiated
     */
    ReceiveQueue(SplitQueue queue, FrameSize size, boolean tellsChecksums, DmaMemory dma, String location, ByteOrder order,
            ByteBufAllocator allocator) {
        this.queue = queue;
        this.size = size;
        this.tellsChecksums = tellsChecksums;
        this.location = location;
        this.allocator = allocator;
        int entries = queue.layout().size();
        this.bufferBytes = size.receiveBuffer(entries);
        int count = size.receiveBuffers(entries);
        GuestRange range = dma.allocate((long) count * bufferBytes, 4096);
        this.start = range.start().value();
        this.bytes = dma.memory().at(range).asByteBuffer().order(order);
        this.buffers = new int[entries];
        this.merging = new int[entries];
        for (int i = 0; i < count; i++) {
            post(i * bufferBytes);
        }
        queue.publish();
    }

    SplitQueue queue() {
        return queue;
    }

    private void post(int at) {
        int head = queue.add(start + at, bufferBytes, true);
        buffers[head] = at;
    }

    /** Whether the frame that {@link #next} returned last needs no verification (virtio 1.3, 5.1.6.4.2). */
    boolean checked() {
        return checked;
    }

    /** Whether the last call of {@link #next} dropped a broken frame. */
    boolean dropped() {
        return dropped;
    }

    /** The next frame, the caller's own; null when none is there or a broken one was {@link #dropped}. */
    @Nullable
    ByteBuf next() {
        dropped = false;
        if (!queue.next()) {
            return null;
        }
        int at = buffers[queue.head()];
        int length = queue.length();
        int parts = size.merged() && length >= size.header() ? bytes.getShort(at + BUFFER_COUNT_AT) & 0xffff : 1;
        boolean told = tellsChecksums && length >= size.header();
        int flags = told ? bytes.get(at) : 0;
        int checksumAt = told ? (bytes.getShort(at + CHECKSUM_START_AT) & 0xffff) + (bytes.getShort(at + CHECKSUM_OFFSET_AT) & 0xffff) : 0;
        ByteBuf frame = parts == 1 ? whole(at, length) : merged(at, length, parts);
        queue.publish();
        if (frame != null && (flags & NEEDS_CSUM) != 0 && checksumAt + 2 > frame.readableBytes()) {
            // an unfinished checksum beyond the frame
            frame.release();
            frame = null;
        }
        checked = (flags & (NEEDS_CSUM | DATA_VALID)) != 0;
        dropped = frame == null;
        return frame;
    }

    @Nullable
    private ByteBuf whole(int at, int length) {
        ByteBuf frame = null;
        int frameBytes = length - size.header();
        if (fits(frameBytes)) {
            frame = allocator.directBuffer(frameBytes, frameBytes);
            copy(at + size.header(), frame, 0, frameBytes);
            frame.writerIndex(frameBytes);
        }
        post(at);
        return frame;
    }

    @Nullable
    private ByteBuf merged(int first, int firstLength, int parts) {
        // All buffers of a frame become used together (virtio 1.3, 5.1.6.4.1).
        if (parts == 0 || (parts - 1 > queue.known() && !more(parts))) {
            throw new Problem("SW-L135", Blame.PEER, location + ", queue " + queue.layout().index(),
                    "the device says that a frame has " + parts + " buffers, but it returned " + (queue.known() + 1),
                    "boot again, and report this to the maker of the device").asException();
        }
        merging[0] = first;
        long total = (long) firstLength - size.header();
        int[] lengths = new int[parts];
        lengths[0] = firstLength;
        for (int i = 1; i < parts; i++) {
            queue.next();
            merging[i] = buffers[queue.head()];
            lengths[i] = queue.length();
            total += queue.length();
        }
        ByteBuf frame = null;
        if (fits(total)) {
            frame = allocator.directBuffer((int) total, (int) total);
            int to = 0;
            for (int i = 0; i < parts; i++) {
                int skip = i == 0 ? size.header() : 0;
                copy(merging[i] + skip, frame, to, lengths[i] - skip);
                to += lengths[i] - skip;
            }
            frame.writerIndex(to);
        }
        for (int i = 0; i < parts; i++) {
            post(merging[i]);
        }
        return frame;
    }

    /** Looks at the ring again: a frame may have come in since its state was last read. */
    private boolean more(int parts) {
        queue.refresh();
        return parts - 1 <= queue.known();
    }

    private boolean fits(long frameBytes) {
        return frameBytes >= FrameSize.ETHERNET_HEADER && frameBytes <= size.most();
    }

    private void copy(int from, ByteBuf frame, int to, int length) {
        ByteBuffer target = frame.internalNioBuffer(to, length);
        target.put(target.position(), bytes, from, length);
    }

    /** @throws StrapworkException when the device breaks the ring's rules */
    boolean waiting() {
        return queue.waiting();
    }
}
