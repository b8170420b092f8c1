package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class GatewayLoopTests {
    private static final int DEPTH = 50;

    /** Counts as the computer's does, and isn't it: the loop treats it as a test's. */
    private static final class OtherClock implements BootClock {
        private final Ticker ticker = new Ticker() {
            @Override
            public long initialNanoTime() {
                return Ticker.systemTicker().initialNanoTime();
            }

            @Override
            public long nanoTime() {
                return Ticker.systemTicker().nanoTime();
            }

            @Override
            public void sleep(long delay, TimeUnit unit) {
                throw new AssertionError("nobody sleeps");
            }
        };

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Ticker ticker() {
            return ticker;
        }

        @Override
        public void sleep(Duration time) {
            throw new AssertionError("nobody sleeps");
        }
    }

    static Stream<BootClock> clocks() {
        return Stream.of(BootClock.system(), new OtherClock());
    }

    private static void chain(GatewayLoop loop, AtomicInteger run, int left) {
        loop.eventLoop().execute(() -> {
            run.incrementAndGet();
            if (left > 1) {
                chain(loop, run, left - 1);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("clocks")
    void runsWhatATaskLeavesToDoBeforeItEnds(BootClock clock) {
        var loop = GatewayLoop.start("ends-in-order", clock);
        var run = new AtomicInteger();
        chain(loop, run, DEPTH);
        loop.close();
        assertEquals(DEPTH, run.get());
        assertTrue(loop.eventLoop().isTerminated());
        loop.close();
    }

    @ParameterizedTest
    @MethodSource("clocks")
    void runsWhatAChannelLeavesToDoWhenItIsClosedWithTheLoop(BootClock clock) {
        var loop = GatewayLoop.start("closes-channels", clock);
        var run = new AtomicInteger();
        var channel = new NioDatagramChannel();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelInactive(ChannelHandlerContext context) {
                chain(loop, run, DEPTH);
            }
        });
        loop.call(() -> loop.eventLoop().register(channel).channel().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        loop.close();
        assertFalse(channel.isOpen());
        assertFalse(channel.isRegistered());
        assertEquals(DEPTH, run.get());
    }

    @ParameterizedTest
    @MethodSource("clocks")
    void whatGivesItselfWorkForEverIsEnded(BootClock clock) {
        var loop = GatewayLoop.start("for-ever", clock);
        var run = new AtomicInteger();
        chain(loop, run, Integer.MAX_VALUE);
        loop.close();
        assertTrue(loop.eventLoop().isTerminated());
    }
}
