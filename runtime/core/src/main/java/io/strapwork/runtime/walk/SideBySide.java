package io.strapwork.runtime.walk;

import io.netty.util.concurrent.FastThreadLocal;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Fetches several files, some of them at once where the wire would be idle: each on a thread of its own, begun in order by the boot's thread, which waits for them. The next one begins when for a moment nothing has come of those
 * that are under way, so that a file that fills the wire has it for itself. Used once, by the boot's thread.
 *
 * @param <T> what comes of one
 */
final class SideBySide<T> {
    /** Enough that small files don't wait for each other's round trips; a browser takes six connections to a server. */
    private static final int MOST = 4;
    /** A sender that waits for acknowledgements is silent for a round trip; one on a wire that is full is not. */
    private static final Duration SILENCE = Duration.ofMillis(10);
    /** A connection is made, and the protocol's classes are loaded: the first byte of all takes longer. */
    private static final Duration FIRST_SILENCE = Duration.ofMillis(200);

    private final BootClock clock;
    private final List<Job<T>> jobs;
    private final Consumer<T> each;
    private final boolean small;
    private final List<T> results;
    private final List<Running<T>> running = new ArrayList<>();
    private final long since;
    private int next;
    private CompletableFuture<?> anyEnd = new CompletableFuture<>();
    private boolean heard;
    private boolean silent;

    /**
     * @param small whether none of them fills the wire: they wait for no silence
     * @param each  is given what came of each, on the boot's thread, in the order in which they end
     */
    SideBySide(BootClock clock, List<Job<T>> jobs, boolean small, Consumer<T> each) {
        this.since = clock.nanoTime();
        this.small = small;
        this.clock = clock;
        this.jobs = List.copyOf(jobs);
        this.each = each;
        this.results = new ArrayList<>(Collections.nCopies(jobs.size(), null));
    }

    /**
     * One fetch.
     *
     * @param files  no two with one in common run at once
     * @param beside whether others may run at once; its work is done on the boot's thread if not
     * @param bytes  that have come so far; any thread
     */
    record Job<T>(String name, Set<BootUri> files, boolean beside, LongSupplier bytes, Supplier<T> work) {}

    private record Running<T>(int index, Job<T> job, Thread thread, CompletableFuture<T> end) {}

    /**
     * All results, in the order of the jobs. As soon as one fails, the others are interrupted and waited for; of those that have failed by then, the first in order is thrown. An interrupt of the boot's thread goes to all of them.
     */
    List<T> run() {
        try {
            while (next < jobs.size() || !running.isEmpty()) {
                beginNext();
                if (running.isEmpty()) {
                    int own = next++;
                    ended(own, jobs.get(own).work().get());
                } else {
                    awaitOne();
                    collect();
                }
            }
            return results;
        } finally {
            cancel();
        }
    }

    private void beginNext() {
        while (mayBegin() && (running.isEmpty() || small || silent)) {
            begin();
            silent = false;
        }
    }

    private boolean mayBegin() {
        return next < jobs.size() && running.size() < MOST && !Thread.currentThread().isInterrupted()
                && running.stream().allMatch(other -> fit(other.job(), jobs.get(next)))
                && (!running.isEmpty() || next + 1 < jobs.size() && fit(jobs.get(next), jobs.get(next + 1)));
    }

    private static <T> boolean fit(Job<T> one, Job<T> other) {
        return one.beside() && other.beside() && Collections.disjoint(one.files(), other.files());
    }

    private void begin() {
        Job<T> job = jobs.get(next);
        var end = new CompletableFuture<T>();
        Thread thread = clock.threads().create("fetch-" + job.name(), () -> {
            try {
                T result = job.work().get();
                FastThreadLocal.removeAll();
                end.complete(result);
            } catch (Throwable e) {
                FastThreadLocal.removeAll();
                end.completeExceptionally(e);
            }
        });
        running.add(new Running<>(next++, job, thread, end));
        watch();
        clock.threads().start(thread);
    }

    private void watch() {
        anyEnd = CompletableFuture.anyOf(running.stream().map(Running::end).toArray(CompletableFuture[]::new));
    }

    private void awaitOne() {
        long before = bytes();
        try {
            boolean ended = clock.await(anyEnd, mayBegin() ? SILENCE : BootClock.FOREVER);
            long now = bytes();
            heard |= now > 0;
            silent = !ended && now == before && (heard || clock.nanoTime() - since >= FIRST_SILENCE.toNanos());
        } catch (InterruptedException e) {
            interruptAll();
            Thread.currentThread().interrupt();
        }
    }

    private long bytes() {
        return running.stream().mapToLong(one -> one.job().bytes().getAsLong()).sum();
    }

    private void collect() {
        List<Running<T>> done = running.stream().filter(one -> one.end().isDone()).toList();
        for (Running<T> one : done) {
            if (one.end().isCompletedExceptionally()) {
                throw thrown(one.end().exceptionNow());
            }
        }
        running.removeAll(done);
        watch();
        beginNext();
        done.forEach(one -> ended(one.index(), one.end().resultNow()));
    }

    private static RuntimeException thrown(Throwable failure) {
        switch (failure) {
            case RuntimeException known -> throw known;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void ended(int index, T result) {
        results.set(index, result);
        each.accept(result);
    }

    private void interruptAll() {
        running.forEach(one -> one.thread().interrupt());
        running.forEach(one -> clock.awaitUninterruptibly(one.end(), BootClock.FOREVER));
    }

    private void cancel() {
        interruptAll();
        running.clear();
    }
}
