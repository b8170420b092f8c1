package io.strapwork.api.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.time.BootClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ServerLookupsTests {
    private static final List<InetSocketAddress> SIX = List.of(new InetSocketAddress(InetAddress.ofLiteral("fd00::1"), 80));
    private static final List<InetSocketAddress> FOUR = List.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80));

    private final List<CompletableFuture<List<InetSocketAddress>>> asked = new ArrayList<>();
    private final List<Runnable> watching = new ArrayList<>();
    private final ServerLookups lookups = new ServerLookups(new Growing(), this::ask);

    private CompletableFuture<List<InetSocketAddress>> ask() {
        var answer = new CompletableFuture<List<InetSocketAddress>>();
        asked.add(answer);
        return answer;
    }

    private final class Growing implements Transport {
        @Override
        public Bootstrap bootstrap() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Registration onJoined(Runnable then) {
            watching.add(then);
            return () -> watching.remove(then);
        }
    }

    private void joins() {
        List.copyOf(watching).forEach(Runnable::run);
    }

    @Test
    void whoIsFoundFirstCounts() throws Exception {
        joins();
        assertEquals(2, asked.size());
        asked.get(1).complete(FOUR);
        asked.get(0).complete(SIX);
        assertSame(FOUR, lookups.first(BootClock.system()));
    }

    @Test
    void aFailureCountsWhenNobodyElseIsAsked() throws Exception {
        joins();
        asked.get(0).completeExceptionally(new UnknownHostException("no AAAA"));
        asked.get(1).complete(FOUR);
        assertSame(FOUR, lookups.first(BootClock.system()));
    }

    @Test
    void whenAllFailTheLastFailureIsTold() {
        joins();
        asked.get(0).completeExceptionally(new UnknownHostException("no AAAA"));
        asked.get(1).completeExceptionally(new UnknownHostException("no A"));
        var failure = assertThrows(ExecutionException.class, () -> lookups.first(BootClock.system()));
        assertEquals("no A", failure.getCause().getMessage());
    }

    @Test
    void nobodyIsAskedOnceItIsClosed() {
        lookups.close();
        assertTrue(watching.isEmpty());
        assertEquals(1, asked.size());
    }
}
