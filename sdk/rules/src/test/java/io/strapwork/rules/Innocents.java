package io.strapwork.rules;

import io.netty.channel.ChannelFuture;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks, wakes, and names that only sound like waiting. */
@SuppressWarnings({"unused", "ResultOfMethodCallIgnored", "FutureReturnValueIgnored"})
final class Innocents {
    private Innocents() {}

    static void looks(CompletableFuture<String> future, Future<String> done, ChannelFuture channel, BlockingQueue<String> queue,
            Semaphore semaphore) {
        future.getNow("");
        done.isDone();
        done.resultNow();
        channel.isSuccess();
        queue.poll();
        queue.offer("");
        semaphore.tryAcquire();
    }

    static void wakes(Thread thread, Object monitor, Semaphore semaphore) {
        LockSupport.unpark(thread);
        semaphore.release();
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    static void wait(String what) {}

    static void ownWait() {
        wait("for it");
    }

    static void sounds(Map<String, String> map, Supplier<String> supplier, AtomicReference<String> reference) {
        map.get("");
        supplier.get();
        reference.get();
        String.join(",", "a", "b");
        Path.of("a").getFileName();
    }
}
