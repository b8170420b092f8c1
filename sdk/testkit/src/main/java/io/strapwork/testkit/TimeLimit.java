package io.strapwork.testkit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/** Ends a method of a test that takes too long by the computer's clock, and tells where it was, and where the threads of its boot were. */
final class TimeLimit {
    private static final int FRAMES = 16;

    private final Thread test = Thread.currentThread();
    private final int seconds;
    private final Supplier<Optional<BootSession>> session;
    private boolean over;
    private @Nullable String late;

    private TimeLimit(int seconds, Supplier<Optional<BootSession>> session) {
        this.seconds = seconds;
        this.session = session;
    }

    /** Whether JUnit's own limits are switched off, for debugging. */
    static boolean isOff(ExtensionContext context) {
        String mode = context.getConfigurationParameter(Timeout.TIMEOUT_MODE_PROPERTY_NAME).orElse("enabled");
        return mode.equals("disabled") || mode.equals("disabled_on_debug")
                && ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .anyMatch(argument -> argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp"));
    }

    /**
     * Does the work.
     *
     * @param up      completes when the time is up; is cancelled when the work was done before
     * @param session of the test, once it has one
     * @throws AssertionError when it takes too long, with what it threw itself as suppressed
     */
    static <T> T within(CompletableFuture<Void> up, int seconds, Supplier<Optional<BootSession>> session, Invocation<T> work)
            throws Throwable {
        var limit = new TimeLimit(seconds, session);
        up.whenComplete((done, cancelled) -> limit.strike());
        Throwable failure = null;
        try {
            T result = work.proceed();
            if (!limit.end()) {
                return result;
            }
        } catch (Throwable e) {
            failure = e;
            if (!limit.end()) {
                throw e;
            }
        } finally {
            up.cancel(false);
        }
        // The interrupt was for what took too long, not for what JUnit does next.
        Thread.interrupted();
        var told = new AssertionError(limit.late);
        if (failure != null) {
            told.addSuppressed(failure);
        }
        throw told;
    }

    /** Whether it was late. From here on there is no interrupt any more. */
    private synchronized boolean end() {
        over = true;
        return late != null;
    }

    private synchronized void strike() {
        if (over) {
            return;
        }
        var text = new StringBuilder("the test took longer than " + seconds
                + " s of the computer's time and was interrupted; @BootTest(limitSeconds = …) is the limit. Its threads:");
        tell(text, test, test.getStackTrace());
        Optional<Thread> boot = session.get().flatMap(BootSession::thread);
        boot.ifPresent(thread -> tell(text, thread, thread.getStackTrace()));
        loops().forEach(thread -> tell(text, thread, thread.getStackTrace()));
        late = text.toString();
        test.interrupt();
        boot.ifPresent(Thread::interrupt);
    }

    /** In real time by their names, which begin with the firmware's: also those of another boot of the same firmware at the same time. */
    private List<Thread> loops() {
        var threads = new ArrayList<Thread>();
        session.get().ifPresent(boot -> threads.addAll(boot.others()));
        session.get().flatMap(BootSession::firmware).ifPresent(name -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name + "-")).sorted(Comparator.comparing(Thread::getName))
                .forEach(threads::add));
        return threads;
    }

    private static void tell(StringBuilder text, Thread thread, StackTraceElement[] stack) {
        text.append("\n  ").append(thread.getName()).append(", ").append(thread.getState());
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        if (stack.length > FRAMES) {
            text.append("\n    and ").append(stack.length - FRAMES).append(" more");
        }
    }
}
