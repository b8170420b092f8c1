package io.strapwork.address.auto;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An address source at work, on a thread of its own that waits for it. */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final CompletableFuture<Lease> lease = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Optional<IpConfiguration> before;
    private final Thread thread;

    private Asking(AddressSource source, String name, BootClock clock, Function<AddressSource, Lease> asking,
            Optional<IpConfiguration> before) {
        this.before = before;
        thread = clock.threads().create(name, () -> {
            try {
                lease.complete(asking.apply(source));
            } catch (Throwable e) {
                LOG.debug("{}: {}", name, e.toString());
                lease.completeExceptionally(e);
            } finally {
                ended.complete(null);
            }
        });
        thread.setContextClassLoader(source.getClass().getClassLoader());
    }

    /** @param before what the source has assigned already */
    static Asking start(AddressSource source, String name, BootClock clock, Function<AddressSource, Lease> asking,
            Optional<IpConfiguration> before) {
        var begun = new Asking(source, name, clock, asking, before);
        clock.threads().start(begun.thread);
        return begun;
    }

    /** Completes on the source's thread. */
    CompletableFuture<Lease> lease() {
        return lease;
    }

    boolean isOver() {
        return lease.isDone();
    }

    /** The lease, when there is one by now. */
    Optional<Lease> now() {
        return lease.isDone() && !lease.isCompletedExceptionally() ? Optional.of(lease.resultNow()) : Optional.empty();
    }

    /** What the source has assigned by now. */
    Optional<IpConfiguration> configuration() {
        return now().map(Lease::configuration).or(() -> before);
    }

    /** Why there is none. */
    @Nullable
    Throwable failure() {
        return lease.isCompletedExceptionally() ? lease.exceptionNow() : null;
    }

    /** Done when the source has answered, or has given up. */
    CompletableFuture<Void> over() {
        return ended;
    }

    /** As an interrupt of the boot would. @return done when the thread has nothing to do any more */
    CompletableFuture<Void> end() {
        if (!ended.isDone()) {
            thread.interrupt();
        }
        return ended;
    }
}
