package io.strapwork.api.transport;

import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.time.BootClock;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups of one server for one race: at first, and again as soon as the host has got one more address of its own, since only the families that it has are asked for. What comes late joins the race (RFC 8305
 * sections 3 and 6).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ServerLookups implements AutoCloseable {
    private final Supplier<CompletableFuture<List<InetSocketAddress>>> lookUp;
    private final CompletableFuture<List<InetSocketAddress>> first = new CompletableFuture<>();
    private final List<CompletableFuture<List<InetSocketAddress>>> all = new ArrayList<>();
    private final Registration joined;
    private @Nullable AddressRace<?> race;
    private boolean closed;

    /** @param lookUp looks the server up, on any thread */
    public ServerLookups(Transport transport, Supplier<CompletableFuture<List<InetSocketAddress>>> lookUp) {
        this.lookUp = lookUp;
        joined = transport.onJoined(this::ask);
        ask();
    }

    private void ask() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        CompletableFuture<List<InetSocketAddress>> asked = lookUp.get();
        AddressRace<?> begun;
        synchronized (this) {
            all.add(asked);
            begun = race;
        }
        if (begun != null) {
            begun.expect(asked);
        }
        asked.whenComplete((found, failure) -> {
            if (failure == null) {
                first.complete(found);
            } else if (allFailed()) {
                first.completeExceptionally(failure);
            }
        });
    }

    private synchronized boolean allFailed() {
        return all.stream().allMatch(CompletableFuture::isCompletedExceptionally);
    }

    /** What the first look-up that has succeeded has found. */
    public List<InetSocketAddress> first(BootClock clock) throws ExecutionException, InterruptedException {
        return clock.await(first);
    }

    /** What other look-ups find joins it. */
    public void feed(AddressRace<?> begun) {
        List<CompletableFuture<List<InetSocketAddress>>> before;
        synchronized (this) {
            race = begun;
            before = List.copyOf(all);
        }
        before.forEach(begun::expect);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        joined.close();
    }
}
