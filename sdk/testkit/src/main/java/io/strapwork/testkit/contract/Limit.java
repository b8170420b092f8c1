package io.strapwork.testkit.contract;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What must return soon. */
final class Limit {
    private Limit() {}

    /** Runs it on a thread of its own. @throws AssertionError with these words when it takes longer; its own exceptions come out as they are */
    static <T> T within(int seconds, String otherwise, Callable<T> work) throws Exception {
        var result = new CompletableFuture<T>();
        Thread thread = Thread.ofPlatform().daemon().name("contract").start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return wait(result, seconds, otherwise, thread);
    }

    /** Waits for what goes on already; the thread is interrupted when it takes longer. */
    static <T> T wait(CompletableFuture<T> result, int seconds, String otherwise, Thread thread) throws Exception {
        try {
            return result.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            var late = new AssertionError(otherwise);
            late.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw late;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                default -> throw e;
            }
        }
    }
}
