package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;

/** Bytes written and not yet acknowledged, as the buffers they came in. Owns them. Offsets count from the first byte that is not acknowledged. */
final class SendQueue {
    private ByteBuf[] buffers = new ByteBuf[16];
    /** Where each buffer ends in the stream since the connection began. */
    private long[] ends = new long[16];
    private int first;
    private int count;
    private long acknowledged;
    private long written;
    /** Slot of the last copy, so that sending in order finds its buffer at once. */
    private int last;

    int bytes() {
        return (int) (written - acknowledged);
    }

    /** Takes the buffer. */
    void add(ByteBuf data) {
        int bytes = data.readableBytes();
        if (bytes == 0) {
            data.release();
            return;
        }
        if (count == buffers.length) {
            grow();
        }
        int slot = first + count & buffers.length - 1;
        written += bytes;
        buffers[slot] = data;
        ends[slot] = written;
        count++;
    }

    private void grow() {
        var newBuffers = new ByteBuf[2 * count];
        var newEnds = new long[2 * count];
        for (int i = 0; i < count; i++) {
            int slot = first + i & buffers.length - 1;
            newBuffers[i] = buffers[slot];
            newEnds[i] = ends[slot];
        }
        last = last - first & buffers.length - 1;
        buffers = newBuffers;
        ends = newEnds;
        first = 0;
    }

    /** Copies to the writer index of {@code out}. */
    void copy(int offset, int bytes, ByteBuf out) {
        long position = acknowledged + offset;
        int remaining = bytes;
        int slot = find(position);
        while (remaining > 0) {
            ByteBuf buffer = buffers[slot];
            int behind = (int) (ends[slot] - position);
            int part = Math.min(behind, remaining);
            out.writeBytes(buffer, buffer.writerIndex() - behind, part);
            position += part;
            remaining -= part;
            last = slot;
            slot = slot + 1 & buffers.length - 1;
        }
    }

    /** In how many buffers these bytes are. */
    int pieces(int offset, int bytes) {
        long end = acknowledged + offset + bytes;
        int slot = find(acknowledged + offset);
        int pieces = 1;
        while (ends[slot] < end) {
            slot = slot + 1 & buffers.length - 1;
            pieces++;
        }
        return pieces;
    }

    /** Adds to {@code out} without copying: it shares the buffers, which live as long as both need them. */
    void join(int offset, int bytes, CompositeByteBuf out) {
        long position = acknowledged + offset;
        int remaining = bytes;
        int slot = find(position);
        while (remaining > 0) {
            ByteBuf buffer = buffers[slot];
            int behind = (int) (ends[slot] - position);
            int part = Math.min(behind, remaining);
            out.addComponent(true, buffer.retainedSlice(buffer.writerIndex() - behind, part));
            position += part;
            remaining -= part;
            last = slot;
            slot = slot + 1 & buffers.length - 1;
        }
    }

    private int find(long position) {
        int mask = buffers.length - 1;
        int index = last - first & mask;
        if (index < count && ends[last] > position && (index == 0 || ends[last - 1 & mask] <= position)) {
            return last;
        }
        if (index + 1 < count && ends[last] == position) {
            return last + 1 & mask;
        }
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ends[first + middle & mask] > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return first + low & mask;
    }

    /** The first bytes have arrived. */
    void drop(int bytes) {
        acknowledged += bytes;
        while (count > 0 && ends[first] <= acknowledged) {
            buffers[first].release();
            buffers[first] = null;
            first = first + 1 & buffers.length - 1;
            count--;
        }
    }

    /** Everything is forgotten. */
    void release() {
        drop(bytes());
    }
}
