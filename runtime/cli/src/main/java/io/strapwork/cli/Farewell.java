package io.strapwork.cli;

import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Asks work to stop when the process is asked to end, and keeps the process until this is closed: what the work leaves is written by then. */
final class Farewell implements AutoCloseable {
    /** For boots to clear up, and the summary to be written. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Thread hook;
    private final Consumer<Thread> remove;

    private Farewell(Runnable stop, Consumer<Thread> remove) {
        this.remove = remove;
        this.hook = new Thread(() -> {
            stop.run();
            BootClock.system().awaitUninterruptibly(over, LONGEST);
        }, "strapwork-farewell");
    }

    /** @param stop called on another thread; does not wait */
    static Farewell of(Runnable stop) {
        return of(stop, Runtime.getRuntime()::addShutdownHook, Runtime.getRuntime()::removeShutdownHook);
    }

    /** @param add as a process has shutdown hooks, with their exceptions when it is ending already */
    static Farewell of(Runnable stop, Consumer<Thread> add, Consumer<Thread> remove) {
        var farewell = new Farewell(stop, remove);
        try {
            add.accept(farewell.hook);
        } catch (IllegalStateException e) {
            stop.run(); // too late to begin
        }
        return farewell;
    }

    @Override
    public void close() {
        over.complete(null);
        try {
            remove.accept(hook);
        } catch (IllegalStateException e) {
            // the process is ending, and may
        }
    }
}
