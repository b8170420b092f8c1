package io.strapwork.machine.embedded.lan;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.strapwork.api.time.BootClock;
import java.util.function.Consumer;

/** Has a loop wait at a {@link HostPort}, in real time. */
final class LanHandler implements IoHandler {
    private static final int BURST = 64;
    private static final long LONGEST_NANOS = 1_000_000_000;

    private final HostPort port;
    private final BootClock clock;
    private final Consumer<HostPort.Received> taken;

    /** @param port owned; @param taken on the loop's thread */
    LanHandler(HostPort port, BootClock clock, Consumer<HostPort.Received> taken) {
        this.port = port;
        this.clock = clock;
        this.taken = taken;
    }

    @Override
    public int run(IoHandlerContext context) {
        if (context.canBlock()) {
            long delay = context.deadlineNanos() < 0
                    ? LONGEST_NANOS
                    : context.delayNanos(clock.nanoTime() + clock.ticker().initialNanoTime());
            port.await(Math.clamp(delay, 0, LONGEST_NANOS));
        }
        int count = 0;
        for (var next = port.receive(); next.isPresent(); next = ++count < BURST ? port.receive() : java.util.Optional.empty()) {
            taken.accept(next.get());
        }
        return count;
    }

    @Override
    public void prepareToDestroy() {
        // nothing is registered
    }

    @Override
    public void destroy() {
        port.close();
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        throw new UnsupportedOperationException("this loop has no handles");
    }

    @Override
    public void wakeup() {
        port.wake();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return false;
    }
}
