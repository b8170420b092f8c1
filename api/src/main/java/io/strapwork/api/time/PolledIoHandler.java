package io.strapwork.api.time;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Polls {@link PolledHandle}s and sleeps between; see {@link BootLoop}. */
final class PolledIoHandler implements IoHandler {
    /** Frames handled before timers and tasks get their turn. */
    private static final int BUDGET = 256;

    private final ThreadAwareExecutor executor;
    private final Thread thread;
    private final BootClock clock;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<Registration> registrations = new ArrayList<>();

    PolledIoHandler(ThreadAwareExecutor executor, Thread thread, BootClock clock) {
        this.clock = clock;
        this.executor = executor;
        this.thread = thread;
    }

    @Override
    public int run(IoHandlerContext context) {
        int done = poll();
        if (done > 0 || !context.canBlock()) {
            woken.set(false);
            return done;
        }
        boolean idle = true;
        // The context counts from the ticker's own start, which it takes off what it is given.
        long sleep = context.deadlineNanos() < 0 ? Long.MAX_VALUE : context.delayNanos(clock.nanoTime() + clock.ticker().initialNanoTime());
        for (int i = 0; i < registrations.size(); i++) {
            Registration registration = registrations.get(i);
            try {
                idle &= registration.handle.arm();
                sleep = Math.min(sleep, registration.handle.maxSleepNanos());
            } catch (RuntimeException | Error e) {
                broken(registration, e);
                idle = false;
            }
        }
        if (idle && sleep > 0 && !woken.get()) {
            clock.threads().idle(sleep);
        }
        woken.set(false);
        for (int i = 0; i < registrations.size(); i++) {
            Registration registration = registrations.get(i);
            try {
                registration.handle.disarm();
            } catch (RuntimeException | Error e) {
                broken(registration, e);
            }
        }
        return poll();
    }

    private int poll() {
        int done = 0;
        for (int i = 0; i < registrations.size(); i++) {
            Registration registration = registrations.get(i);
            try {
                done += registration.handle.poll(BUDGET);
            } catch (RuntimeException | Error e) {
                broken(registration, e);
            }
        }
        return done;
    }

    /** The loop goes on: a boot whose loop has ended would wait for ever. */
    private static void broken(Registration registration, Throwable thrown) {
        registration.cancel();
        try {
            registration.handle.close();
        } catch (Exception | Error e) {
            thrown.addSuppressed(e);
        }
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    @Override
    public void wakeup() {
        if (!woken.getAndSet(true) && !executor.isExecutorThread(Thread.currentThread())) {
            clock.threads().wake(thread);
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        var registration = new Registration((PolledHandle) handle);
        registrations.add(registration);
        handle.registered();
        return registration;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return PolledHandle.class.isAssignableFrom(handleType);
    }

    @Override
    public void prepareToDestroy() {
        for (Registration registration : List.copyOf(registrations)) {
            try {
                registration.handle.close();
            } catch (Exception e) {
                throw new IllegalStateException("a polled handle failed to close", e);
            }
            registration.cancel();
        }
    }

    private final class Registration implements IoRegistration {
        private final PolledHandle handle;
        private boolean valid = true;

        Registration(PolledHandle handle) {
            this.handle = handle;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> T attachment() {
            return (T) handle;
        }

        @Override
        public long submit(IoOps ops) {
            throw new UnsupportedOperationException("a polled handle has no operations");
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public boolean cancel() {
            if (!valid) {
                return false;
            }
            valid = false;
            registrations.remove(this);
            handle.unregistered();
            return true;
        }
    }
}
