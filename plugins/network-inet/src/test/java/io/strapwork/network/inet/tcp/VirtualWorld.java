package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
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
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.Ports;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Hosts on one wire with seeded faults, one loop, and a clock that jumps to the next event. */
final class VirtualWorld implements AutoCloseable {
    final MockTicker ticker = Ticker.newMockTicker();
    final Random random;
    final ManualIoEventLoop loop;
    final BootClock clock = new VirtualClock();
    final Map<Inet4Address, Host> hosts = new HashMap<>();
    /** Sees every packet that is sent; false drops it. */
    Predicate<Packet> filter = packet -> true;
    double loss;
    double duplicate;
    double reorder;
    long delayNanos = 50_000;
    long jitterNanos;
    int mtu = 1500;
    int packets;
    private final PriorityQueue<Packet> flying = new PriorityQueue<>(
            (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private final List<TcpConnections> engines = new ArrayList<>();
    private long order;

    VirtualWorld(long seed) {
        random = new Random(seed);
        ticker.advance(1_000_000_000_000L, TimeUnit.NANOSECONDS);
        loop = new ManualIoEventLoop(null, Thread.currentThread(), executor -> new WireHandler(), ticker);
    }

    static Inet4Address address(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    TcpConnections engine(String text, TcpSettings settings) {
        var engine = new TcpConnections(host(text), clock, settings);
        engines.add(engine);
        return engine;
    }

    Host host(String text) {
        var host = new Host(address(text));
        hosts.put(host.address, host);
        return host;
    }

    long now() {
        return ticker.nanoTime();
    }

    /** Runs until it is so, at most that long in virtual time. Returns whether it is so. */
    boolean run(Duration most, BooleanSupplier done) {
        long end = now() + most.toNanos();
        var alarm = loop.schedule(() -> {}, most.toNanos(), TimeUnit.NANOSECONDS);
        while (!done.getAsBoolean() && now() < end) {
            loop.run(Long.MAX_VALUE, 1);
        }
        alarm.cancel(false);
        return done.getAsBoolean();
    }

    void run(Duration time) {
        run(time, () -> false);
    }

    @Override
    public void close() {
        // the loop has no thread and no resources; its shutdown would wait for a clock that stands still
        engines.forEach(TcpConnections::close);
        loop.runNow();
        flying.forEach(packet -> packet.payload.release());
        flying.clear();
    }

    static final class Packet {
        final Inet4Address source;
        final Inet4Address destination;
        final ByteBuf payload;
        long at;
        long order;

        Packet(Inet4Address source, Inet4Address destination, ByteBuf payload) {
            this.source = source;
            this.destination = destination;
            this.payload = payload;
        }

        /** Fills in the checksum, zero so far. */
        Packet fill() {
            VirtualWorld.fill(payload, source, destination);
            return this;
        }

        TcpView view() {
            try {
                return TcpView.parse(payload);
            } catch (MalformedSegmentException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Fills in the checksum of a segment, zero so far. */
    static void fill(ByteBuf segment, Inet4Address source, Inet4Address destination) {
        int start = segment.readerIndex();
        int bytes = segment.readableBytes();
        segment.setShort(start + 16, InternetChecksum.finish(
                InternetChecksum.add(TcpChecksum.pseudoHeader(source, destination) + bytes, segment, start, bytes)));
    }

    void inject(Packet packet, long delay) {
        packet.at = now() + delay;
        packet.order = order++;
        flying.add(packet);
    }

    private void send(Packet packet) {
        packets++;
        if (!filter.test(packet) || random.nextDouble() < loss) {
            packet.payload.release();
            return;
        }
        if (random.nextDouble() < duplicate) {
            inject(new Packet(packet.source, packet.destination, packet.payload.copy()), delay());
        }
        inject(packet, delay());
    }

    private long delay() {
        long delay = delayNanos + (jitterNanos == 0 ? 0 : random.nextLong(jitterNanos));
        return random.nextDouble() < reorder ? delay + random.nextLong(3 * delayNanos + 1) : delay;
    }

    final class Host implements IpNetwork, Ports {
        final Inet4Address address;
        final List<PacketListener> listeners = new ArrayList<>();
        final Set<Integer> ports = new HashSet<>();
        boolean checked;

        Host(Inet4Address address) {
            this.address = address;
        }

        @Override
        public NetworkFacts facts() {
            return new NetworkFacts(loop, new MacAddress(2), IpConfiguration.of(address, 24), mtu, this, random, Optional.empty());
        }

        @Override
        public Registration assign(IpConfiguration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(io.strapwork.api.stack.Packet packet) {
            ByteBuf payload = packet.payload();
            if (payload.readableBytes() > mtu - 20) {
                throw new AssertionError("too long for the wire: " + payload.readableBytes());
            }
            if (payload.readerIndex() < 34) {
                throw new AssertionError("no head room");
            }
            var sent = new Packet((Inet4Address) packet.source(), (Inet4Address) packet.destination(), payload);
            if (!packet.checked()) {
                sent.fill();
            }
            VirtualWorld.this.send(sent);
        }

        @Override
        public Registration listen(int protocol, PacketListener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public int take(int protocol, int port) throws BindException {
            int taken = port;
            while (taken == 0 || port == 0 && ports.contains(taken)) {
                taken = 49152 + random.nextInt(16384);
            }
            if (!ports.add(taken)) {
                throw new BindException("Address already in use");
            }
            return taken;
        }

        @Override
        public void release(int protocol, int port) {
            if (!ports.remove(port)) {
                throw new AssertionError("port " + port + " was not taken");
            }
        }

        void unreachable(Inet4Address destination, PacketListener.Unreachable reason, ByteBuf original) {
            List.copyOf(listeners).forEach(listener -> listener.unreachable(destination, reason, original));
        }
    }

    private final class VirtualClock implements BootClock {
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
            throw new UnsupportedOperationException();
        }
    }

    /** Where a real loop would sleep, time moves on. */
    private final class WireHandler implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            int done = deliver();
            if (done == 0 && context.canBlock()) {
                long timer = context.deadlineNanos() < 0 ? Long.MAX_VALUE : context.delayNanos(now());
                long packet = flying.isEmpty() ? Long.MAX_VALUE : Math.max(0, flying.peek().at - now());
                long sleep = Math.min(timer, packet);
                if (sleep != Long.MAX_VALUE && sleep > 0) {
                    ticker.advance(sleep, TimeUnit.NANOSECONDS);
                }
                done = deliver();
            }
            return done;
        }

        private int deliver() {
            int count = 0;
            var touched = new HashSet<Host>();
            while (!flying.isEmpty() && flying.peek().at <= now() && count < 256) {
                Packet packet = flying.poll();
                count++;
                Host host = hosts.get(packet.destination);
                try {
                    if (host != null) {
                        touched.add(host);
                        for (PacketListener listener : List.copyOf(host.listeners)) {
                            listener.received(new io.strapwork.api.stack.Packet(IpNetwork.TCP, packet.source, packet.destination, 64, false,
                                    host.checked, packet.payload));
                        }
                    }
                } finally {
                    packet.payload.release();
                }
            }
            touched.forEach(host -> List.copyOf(host.listeners).forEach(PacketListener::receiveComplete));
            return count;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return false;
        }

        @Override
        public void wakeup() {
            // never asleep
        }
    }

    static ByteBuf bytes(int count, long seed) {
        var array = new byte[count];
        new Random(seed).nextBytes(array);
        return Unpooled.wrappedBuffer(array);
    }
}
