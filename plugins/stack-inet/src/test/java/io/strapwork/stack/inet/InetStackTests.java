package io.strapwork.stack.inet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.link.NetworkCard;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootLoop;
import io.strapwork.testkit.VirtualClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class InetStackTests {
    private static final String ASK = "ffffffffffff" + "52540000000b" + "0806" + "0001080006040001" + "52540000000b" + "0a000202"
            + "000000000000"
            + "0a00020f";
    /** Short, and long enough for whatever the loop can do at once. */
    private static final Duration MOMENT = Duration.ofNanos(1);
    private static final Inet4Address OWN = (Inet4Address) InetAddress.ofLiteral("10.0.2.15");
    private final VirtualClock clock = VirtualClock.jumping();
    private final BootLoop loop = BootLoop.start("stack-inet-test", clock);
    private final FakeLink link = new FakeLink(1500);
    private final InetStack stack = new InetStack(clock, new Random(1));

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void framesAreAnswered() throws Exception {
        configured();
        clock.sleep(MOMENT);
        assertTrue(String.valueOf(link.sent.poll()).startsWith("ffffffffffff52540000000a0806"), "announced");
        link.arrive(ASK);
        clock.sleep(MOMENT);
        assertTrue(link.sent.contains("52540000000b52540000000a0806000108000604000252540000000a0a00020f52540000000b0a000202"),
                link.sent::toString);
        assertTrue(link.flushes >= 2);
    }

    @Test
    void aLinkThatFailsEndsTheNetwork() throws Exception {
        IpNetwork net = configured();
        assertEquals(Optional.empty(), net.facts().failure());
        CompletableFuture<Void> closed = closed(net);
        var broken = new Problem("SW-L900", Blame.PEER, "fe.0.0001", "broken", "").asException();
        link.broken = broken;
        loop.wakeup();
        assertTrue(clock.await(closed, Duration.ofSeconds(20)));
        assertSame(broken, net.facts().failure().orElseThrow());
        ByteBuf late = Unpooled.buffer().writeZero(8);
        clock.await(net.loop().submit(() -> net.send(Packet.of(IpNetwork.UDP, OWN, OWN, late))));
        assertEquals(0, late.refCnt());
    }

    /** The loop goes on, and whoever waits for the network hears of it. */
    @Test
    void aDriverWithABugEndsTheNetwork() throws Exception {
        IpNetwork net = configured();
        CompletableFuture<Void> closed = closed(net);
        var bug = new IndexOutOfBoundsException("7");
        link.broken = bug;
        loop.wakeup();
        assertTrue(clock.await(closed, Duration.ofSeconds(20)));
        StrapworkException told = net.facts().failure().orElseThrow();
        Problem problem = told.problems().getFirst();
        assertEquals("SW-N103", problem.code());
        assertEquals(Blame.BUG, problem.blame());
        assertEquals("the network card's driver or the IP stack failed: " + bug, problem.what());
        assertSame(bug, told.getCause());
        assertTrue(clock.await(loop.eventLoop().submit(() -> {}), Duration.ofSeconds(1)), "the loop goes on");
    }

    /** So that a boot can say that this computer's memory is at its end. */
    @Test
    void anErrorIsKeptAsTheCause() throws Exception {
        IpNetwork net = configured();
        CompletableFuture<Void> closed = closed(net);
        link.broken = new OutOfMemoryError("none left");
        loop.wakeup();
        assertTrue(clock.await(closed, Duration.ofSeconds(20)));
        assertSame(link.broken, net.facts().failure().orElseThrow().getCause());
    }

    @Test
    void theEndOfTheLoopClosesTheNetwork() throws Exception {
        IpNetwork net = configured();
        CompletableFuture<Void> closed = closed(net);
        loop.close();
        assertTrue(closed.isDone());
        assertFalse(net.facts().failure().isPresent());
    }

    /** Done when the network tells its listeners that it ends. */
    private CompletableFuture<Void> closed(IpNetwork net) throws Exception {
        var closed = new CompletableFuture<Void>();
        clock.await(net.loop().submit(() -> net.listen(IpNetwork.UDP, new PacketListener() {
            @Override
            public boolean received(Packet packet) {
                return false;
            }

            @Override
            public void networkClosed() {
                closed.complete(null);
            }
        })));
        return closed;
    }

    @Test
    void aTinyMtuIsRefused() {
        var e = assertThrows(StrapworkException.class, () -> stack.attach(new FakeLink(60), loop));
        assertEquals(new Problem("SW-N101", Blame.PEER, "fe.0.0001",
                "the network card's MTU of 60 bytes is too small for IP, which needs 68", "set a larger MTU on the device"),
                e.problems().getFirst());
    }

    @Test
    void aLoopThatHasEndedIsTold() {
        loop.close();
        var e = assertThrows(StrapworkException.class, () -> stack.attach(link, loop));
        assertEquals(new Problem("SW-N102", Blame.BUG, "fe.0.0001", "the boot's event loop did not take the network card",
                "report this with the log"), e.problems().getFirst());
    }

    private IpNetwork configured() throws Exception {
        IpNetwork net = stack.attach(link, loop);
        link.wakeup = loop::wakeup;
        clock.await(net.loop().submit(() -> net.assign(IpConfiguration.of(OWN, 24))));
        return net;
    }

    /** Refuses to be used by two threads, or to be polled while it interrupts. */
    private static final class FakeLink implements Link, InterruptingCard {
        final Queue<String> sent = new ConcurrentLinkedQueue<>();
        volatile int flushes;
        volatile Throwable broken;
        volatile Runnable wakeup = () -> {};
        private final Queue<ByteBuf> arrived = new ConcurrentLinkedQueue<>();
        private final int mtu;
        private Thread user;

        FakeLink(int mtu) {
            this.mtu = mtu;
        }

        void arrive(String frame) {
            arrived.add(Unpooled.wrappedBuffer(HexFormat.of().parseHex(frame)));
            wakeup.run();
        }

        @Override
        public NetworkCard card() {
            return this;
        }

        @Override
        public LinkFacts facts() {
            return new LinkFacts(MacAddress.parse("52:54:00:00:00:0a"), mtu, "fe.0.0001", Long.MAX_VALUE);
        }

        @Override
        public int receive(FrameSink sink, int budget) {
            check();
            if (broken instanceof Error error) {
                throw error;
            } else if (broken != null) {
                throw (RuntimeException) broken;
            }
            int count = 0;
            for (ByteBuf frame; count < budget && (frame = arrived.poll()) != null; count++) {
                sink.frame(frame, true);
            }
            return count;
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            check();
            sent.add(ByteBufUtil.hexDump(frame));
            frame.release();
            return true;
        }

        @Override
        public void flush() {
            check();
            flushes++;
        }

        @Override
        public boolean armInterrupt() {
            check();
            return arrived.isEmpty();
        }

        @Override
        public void disarmInterrupt() {
            check();
        }

        @Override
        public void quiesce() {}

        private void check() {
            if (user == null) {
                user = Thread.currentThread();
            }
            if (user != Thread.currentThread()) {
                throw new IllegalStateException("used by " + user + " and " + Thread.currentThread());
            }
        }
    }
}
