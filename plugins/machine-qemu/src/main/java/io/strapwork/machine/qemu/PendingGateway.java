package io.strapwork.machine.qemu;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A gateway that is being made on a thread of its own, while QEMU starts. */
final class PendingGateway implements AutoCloseable {
    private final CompletableFuture<GatewayEnd> made;

    private PendingGateway(CompletableFuture<GatewayEnd> made) {
        this.made = made;
    }

    static PendingGateway start(String name, Supplier<GatewayEnd> maker) {
        var made = new CompletableFuture<GatewayEnd>();
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                made.complete(maker.get());
            } catch (RuntimeException | Error e) {
                made.completeExceptionally(e);
            }
        });
        return new PendingGateway(made);
    }

    /** Waits for it. @throws RuntimeException that its maker threw */
    GatewayEnd get() {
        try {
            return made.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw e;
        }
    }

    /** Also when it could not be made, which {@link #get} tells. */
    @Override
    public void close() {
        if (made.handle((end, failure) -> failure == null).join()) {
            get().close();
        }
    }
}
