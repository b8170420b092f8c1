package io.strapwork.network.inet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.InetHost;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Two hosts on one wire, on virtual time. */
public final class TestNet implements AutoCloseable {
    public static final MacAddress MAC_A = MacAddress.parse("52:54:00:00:00:0a");
    public static final MacAddress MAC_B = MacAddress.parse("52:54:00:00:00:0b");
    public static final Inet4Address A = ip("10.0.2.15");
    public static final Inet4Address B = ip("10.0.2.2");

    public final MockTicker ticker = Ticker.newMockTicker();
    public final BootClock clock = new FakeClock();
    public final ManualIoEventLoop loop = new ManualIoEventLoop(null, Thread.currentThread(), executor -> new NoIo(), ticker);
    public final End toB = new End();
    public final End toA = new End();
    public final InetHost a;
    public final InetHost b;
    private final Map<InetHost, Registration> assigned = new HashMap<>();

    public TestNet() {
        this(1500);
    }

    public TestNet(int mtu) {
        a = new InetHost(loop, MAC_A, mtu, clock, new Random(1), toB);
        b = new InetHost(loop, MAC_B, mtu, clock, new Random(2), toA);
    }

    public static TestNet configured() {
        return configured(1500);
    }

    public static TestNet configured(int mtu) {
        var net = new TestNet(mtu);
        net.assign(net.a, configuration(A));
        net.assign(net.b, configuration(B));
        // until the second announcements are out
        net.pass(Duration.ofSeconds(3));
        net.toA.seen.clear();
        net.toB.seen.clear();
        return net;
    }

    /** In place of what the host had. */
    public void assign(InetHost host, IpConfiguration configuration) {
        Registration before = assigned.put(host, host.assign(configuration));
        if (before != null) {
            before.close();
        }
    }

    /** What the host had. */
    public void withdraw(InetHost host) {
        assigned.remove(host).close();
    }

    public static IpConfiguration configuration(Inet4Address address) {
        return IpConfiguration.of(address, 24).withRoutes(List.of(Route.defaultVia(ip("10.0.2.2"))))
                .withNameServers(List.of(ip("10.0.2.2")));
    }

    public static Inet4Address ip(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }

    /** Until nothing moves any more, at the present time. */
    public void run() {
        boolean busy = true;
        while (busy) {
            busy = loop.runNow() > 0;
            busy |= pump(toB, b);
            busy |= pump(toA, a);
        }
    }

    public void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        run();
    }

    /** So much time in steps of 100 ms. */
    public void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            advance(Duration.ofMillis(Math.min(100, left)));
        }
    }

    private static boolean pump(End end, InetHost to) {
        if (end.frames.isEmpty()) {
            return false;
        }
        for (ByteBuf frame; (frame = end.frames.poll()) != null;) {
            to.receive(frame);
        }
        to.receiveComplete();
        return true;
    }

    @Override
    public void close() {
        a.close();
        b.close();
        run();
        toA.release();
        toB.release();
    }

    /** What one host sent and the other will get. */
    public static final class End implements InetHost.FrameOutput {
        public final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
        /** Copies of all that was sent, as hexadecimal digits. */
        public final List<String> seen = new ArrayList<>();
        public Predicate<ByteBuf> pass = frame -> true;
        public int flushes;
        private boolean dirty;

        @Override
        public boolean transmit(ByteBuf frame) {
            byte[] bytes = ByteBufUtil.getBytes(frame);
            frame.release();
            seen.add(HexFormat.of().formatHex(bytes));
            dirty = true;
            // a device copies: nothing of the frame is shared
            ByteBuf copy = Unpooled.wrappedBuffer(bytes);
            if (pass.test(copy)) {
                frames.add(copy);
            }
            return true;
        }

        @Override
        public void flush() {
            if (!dirty) {
                throw new IllegalStateException("nothing to flush");
            }
            dirty = false;
            flushes++;
        }

        public void release() {
            frames.forEach(ByteBuf::release);
            frames.clear();
        }
    }

    private final class FakeClock implements BootClock {
        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(ticker.nanoTime());
        }

        @Override
        public Ticker ticker() {
            return ticker;
        }

        @Override
        public void sleep(Duration time) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoIo implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            return 0;
        }

        @Override
        public void wakeup() {}

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }
}
