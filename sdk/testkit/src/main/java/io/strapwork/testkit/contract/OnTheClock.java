package io.strapwork.testkit.contract;

import io.strapwork.testkit.VirtualClock;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs each test, and what a contract does before and after it, as one participant of a virtual time; where there is none, on JUnit's own thread. */
final class OnTheClock implements InvocationInterceptor {
    /** A piece of a test. */
    @FunctionalInterface
    interface Piece {
        void run() throws Exception;
    }

    private final Supplier<Optional<VirtualClock>> clock;
    private final Piece begin;
    private final Piece end;

    /** @param end runs also when the test has failed */
    OnTheClock(Supplier<Optional<VirtualClock>> clock, Piece begin, Piece end) {
        this.clock = clock;
        this.begin = begin;
        this.end = end;
    }

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(test);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(test);
    }

    private void run(Invocation<@Nullable Void> test) throws Exception {
        Callable<Boolean> whole = () -> whole(test);
        Optional<VirtualClock> time = clock.get();
        if (time.isPresent()) {
            time.get().run("contract", whole);
        } else {
            whole.call();
        }
    }

    private boolean whole(Invocation<@Nullable Void> test) throws Exception {
        Throwable failure = null;
        try {
            begin.run();
            test.proceed();
        } catch (Throwable e) {
            failure = e;
        }
        try {
            end.run();
        } catch (Throwable e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
        return switch (failure) {
            case null -> true;
            case Error error -> throw error;
            case Exception exception -> throw exception;
            default -> throw new AssertionError(failure);
        };
    }
}
