package io.strapwork.driver.virtio.embedded;

import io.netty.buffer.ByteBuf;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends each frame back, at once or on a thread of its own. */
final class EchoCable implements NetworkBackend {
    private final Consumer<ByteBuf> toGuest;
    private final ExecutorService thread;
    private final Object gate;

    private EchoCable(Consumer<ByteBuf> toGuest, boolean threaded, Object gate) {
        this.toGuest = toGuest;
        this.gate = gate;
        this.thread = threaded ? Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("echo").factory()) : null;
    }

    static NetworkBackend.Cable atOnce() {
        return toGuest -> new EchoCable(toGuest, false, new Object());
    }

    /** Nothing comes back while somebody holds the monitor of {@code gate}. */
    static NetworkBackend.Cable onThread(Object gate) {
        return toGuest -> new EchoCable(toGuest, true, gate);
    }

    @Override
    public void send(ByteBuf frame) {
        if (thread == null) {
            toGuest.accept(frame);
        } else {
            thread.execute(() -> {
                synchronized (gate) {
                    toGuest.accept(frame);
                }
            });
        }
    }

    @Override
    public void flush() {}

    @Override
    public Executor executor() {
        return thread == null ? Runnable::run : thread;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdown();
            try {
                thread.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
