package io.strapwork.network.gateway;

import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Frames between the guest's thread and the gateway's, bounded like a switch's buffer. */
public final class GuestQueue {
    static final int FRAMES = 16 * 1024;
    static final long BYTES = 64L << 20;

    private final Queue<ByteBuf> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean closed;

    /** Takes the frame; drops it when there is no room. */
    public void add(ByteBuf frame) {
        int length = frame.readableBytes();
        if (closed || count.get() >= FRAMES || bytes.get() + length > BYTES) {
            frame.release();
            return;
        }
        count.incrementAndGet();
        bytes.addAndGet(length);
        frames.add(frame);
        if (closed) {
            clear();
        }
    }

    @Nullable
    public ByteBuf poll() {
        ByteBuf frame = frames.poll();
        if (frame != null) {
            count.decrementAndGet();
            bytes.addAndGet(-frame.readableBytes());
        }
        return frame;
    }

    /** Whatever comes from now on is dropped. */
    public void close() {
        closed = true;
        clear();
    }

    private void clear() {
        for (ByteBuf frame = poll(); frame != null; frame = poll()) {
            frame.release();
        }
    }
}
