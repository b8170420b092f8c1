package io.strapwork.runtime.fleet;

import io.strapwork.api.time.BootClock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Boots a list of jobs, several at once, each on a thread of its own. Can be stopped from another thread. Used once. */
public final class FleetRun {
    private final Iterator<FleetJob> jobs;
    private final Boot boot;
    private final Consumer<FleetResult> told;
    private final List<Thread> threads = new ArrayList<>();
    private boolean stopped;

    /** Boots one job; empty when it was interrupted, which is no result. */
    @FunctionalInterface
    public interface Boot {
        Optional<FleetResult> run(FleetJob job);
    }

    /** @param told hears each result, on the thread of its boot, one at a time */
    public FleetRun(List<FleetJob> jobs, Boot boot, Consumer<FleetResult> told) {
        this.jobs = List.copyOf(jobs).iterator();
        this.boot = boot;
        this.told = told;
    }

    /**
     * Until all are booted, or it was stopped and those that had begun have ended.
     *
     * @throws RuntimeException that a listener threw; the others end first
     */
    public void run(int atOnce) throws InterruptedException {
        var ends = new ArrayList<CompletableFuture<Void>>();
        synchronized (this) {
            for (int i = 0; i < atOnce && !stopped; i++) {
                var end = new CompletableFuture<Void>();
                ends.add(end);
                threads.add(Thread.ofPlatform().name("fleet-" + (i + 1)).start(() -> work(end)));
            }
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
        try {
            BootClock.system().await(all);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    private void work(CompletableFuture<Void> end) {
        try {
            for (Optional<FleetJob> job = next(); job.isPresent(); job = next()) {
                Optional<FleetResult> result = boot.run(job.get());
                // what was interrupted has failed for no reason of its own
                if (result.isPresent() && (result.get().isGood() || !isStopped())) {
                    synchronized (told) {
                        told.accept(result.get());
                    }
                }
            }
            end.complete(null);
        } catch (RuntimeException | Error e) {
            stop();
            end.completeExceptionally(e);
        }
    }

    private synchronized Optional<FleetJob> next() {
        return stopped || !jobs.hasNext() ? Optional.empty() : Optional.of(jobs.next());
    }

    /** Begins no further boots, and interrupts those that run: they clear up, and are no results. */
    public synchronized void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }

    public synchronized boolean isStopped() {
        return stopped;
    }
}
