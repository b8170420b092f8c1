package io.strapwork.network.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Frames of a guest, which any one thread queues and an event loop looks at, a burst at a time. */
public final class FrameIntake implements AutoCloseable {
    private static final int BURST_FRAMES = 256;
    private final IoEventLoop loop;
    private final Consumer<ByteBuf> target;
    private final Runnable burstEnds;
    private final GuestQueue queue = new GuestQueue();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * @param target    called on the loop with each frame, which it owns
     * @param burstEnds called on the loop after each burst
     */
    public FrameIntake(IoEventLoop loop, Consumer<ByteBuf> target, Runnable burstEnds) {
        this.loop = loop;
        this.target = target;
        this.burstEnds = burstEnds;
    }

    /** Any one thread. Takes a frame and queues it; it is dropped when the queue is full, as on any wire. */
    public void add(ByteBuf frame) {
        queue.add(frame);
    }

    /** Any one thread: has what is queued looked at, soon and once. */
    public void flush() {
        if (!scheduled.getAndSet(true)) {
            executor().execute(this::drain);
        }
    }

    /** The loop's thread. What is given to it after the loop has ended isn't run. */
    public Executor executor() {
        return task -> {
            try {
                loop.execute(task);
            } catch (RejectedExecutionException e) {
                // closed meanwhile
            }
        };
    }

    private void drain() {
        scheduled.set(false);
        ByteBuf frame = null;
        for (int budget = BURST_FRAMES; budget > 0 && (frame = queue.poll()) != null; budget--) {
            target.accept(frame);
        }
        burstEnds.run();
        if (frame != null) {
            flush();
        }
    }

    /** Releases what is queued, and what comes later. May be called twice, by the loop and after it has ended. */
    @Override
    public void close() {
        queue.close();
    }
}
