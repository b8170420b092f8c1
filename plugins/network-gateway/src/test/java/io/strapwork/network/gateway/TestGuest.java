package io.strapwork.network.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import io.strapwork.network.inet.udp.UdpEndpoints;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A guest with an IP stack of its own, plugged into a gateway. Frames are copied at the plug, as a card would. */
final class TestGuest implements AutoCloseable {
    static final Inet4Address HOST = Inet4Addresses.of(0x0a000202);
    static final Inet4Address DNS = Inet4Addresses.of(0x0a000203);
    static final Inet4Address GUEST = Inet4Addresses.of(0x0a00020f);
    static final Inet6Address HOST6 = ip6("fd00:5354:5250::2");
    static final Inet6Address DNS6 = ip6("fd00:5354:5250::3");
    static final Inet6Address GUEST6 = ip6("fd00:5354:5250::99");
    static final Inet6Address LINK_LOCAL = ip6("fe80::5054:ff:fe12:3456");
    static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");

    final Gateway gateway;
    final InetHost host;
    final UdpEndpoints udp;
    final TcpConnections tcp;
    private final GatewayLoop loop;
    private final GuestQueue queue = new GuestQueue();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    final AtomicInteger partial = new AtomicInteger();

    private TestGuest(GatewaySettings settings, Optional<Consumer<ByteBuf>> capture, boolean configured) {
        this(settings, capture, configured, false);
    }

    private TestGuest(GatewaySettings settings, Optional<Consumer<ByteBuf>> capture, boolean configured, boolean lazy) {
        BootClock clock = BootClock.system();
        loop = GatewayLoop.start("guest", clock);
        host = new InetHost(loop.eventLoop(), MAC, settings.mtu(), clock, new SplittableRandom(2), new InetHost.FrameOutput() {
            @Override
            public boolean transmit(ByteBuf frame) {
                TestGuest.this.gateway.fromGuest(frame.copy());
                frame.release();
                return true;
            }

            @Override
            public void flush() {
                TestGuest.this.gateway.flushFromGuest();
            }
        });
        // last, for a router speaks first
        gateway = Gateway.start("gateway", settings, clock, new SplittableRandom(1), lazy ? new Port() : this::fromWire, capture);
        udp = new UdpEndpoints(host);
        tcp = new TcpConnections(host, clock, TcpSettings.USUAL);
        if (configured && settings.ip4()) {
            configure(GUEST);
        }
        settings.ip6().ifPresent(_ -> {
            assign(LINK_LOCAL);
            if (configured) {
                assign(GUEST6);
            }
        });
    }

    static TestGuest plugged(GatewaySettings settings) {
        return new TestGuest(settings, Optional.empty(), true);
    }

    /** Whose card takes unfinished checksums; it counts and finishes them. */
    static TestGuest lazy(GatewaySettings settings, Optional<Consumer<ByteBuf>> capture) {
        return new TestGuest(settings, capture, true, true);
    }

    private final class Port implements GuestPort {
        @Override
        public void accept(ByteBuf frame) {
            fromWire(frame);
        }

        @Override
        public void acceptPartial(ByteBuf frame, int start, int offset) {
            partial.incrementAndGet();
            InternetChecksum.complete(frame, frame.readerIndex() + start, offset);
            fromWire(frame);
        }
    }

    static TestGuest captured(GatewaySettings settings, Consumer<ByteBuf> capture) {
        return new TestGuest(settings, Optional.of(capture), true);
    }

    static TestGuest unconfigured(GatewaySettings settings) {
        return new TestGuest(settings, Optional.empty(), false);
    }

    void configure(Inet4Address address) {
        loop.call(() -> {
            host.assign(
                    IpConfiguration.of(address, 24).withRoutes(List.of(IpConfiguration.Route.defaultVia(HOST)))
                            .withNameServers(List.of(DNS)));
            return true;
        });
    }

    private void assign(Inet6Address address) {
        loop.call(() -> host.assign(IpConfiguration.of(address, 64)));
    }

    static Inet6Address ip6(String literal) {
        return (Inet6Address) InetAddress.ofLiteral(literal);
    }

    <T> T call(Supplier<T> task) {
        return loop.call(task);
    }

    IoEventLoop loop() {
        return loop.eventLoop();
    }

    private void fromWire(ByteBuf frame) {
        queue.add(frame.copy());
        frame.release();
        if (!scheduled.getAndSet(true)) {
            loop.eventLoop().execute(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        for (ByteBuf frame = queue.poll(); frame != null; frame = queue.poll()) {
            host.receive(frame);
        }
        host.receiveComplete();
    }

    Bootstrap connecting(ChannelHandler handler) {
        return new Bootstrap().group(loop()).channelFactory(() -> new InetStreamChannel(tcp)).handler(handler);
    }

    /** A bound UDP socket. */
    Socket socket(int port) {
        return socket(Inet4Addresses.ANY, port);
    }

    Socket socket(InetAddress address, int port) {
        BlockingQueue<DatagramPacket> received = new LinkedBlockingQueue<>();
        Channel channel = new Bootstrap().group(loop()).channelFactory(udp::newChannel).option(ChannelOption.SO_BROADCAST, true)
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        received.add(new DatagramPacket(io.netty.buffer.Unpooled.copiedBuffer(packet.content()), packet.recipient(),
                                packet.sender()));
                    }
                }).bind(new InetSocketAddress(address, port)).syncUninterruptibly().channel();
        return new Socket(channel, received);
    }

    record Socket(Channel channel, BlockingQueue<DatagramPacket> received) {
        void send(ByteBuf data, InetSocketAddress to) {
            channel.writeAndFlush(new DatagramPacket(data, to)).syncUninterruptibly();
        }

        DatagramPacket next() throws InterruptedException {
            DatagramPacket packet = received.poll(10, TimeUnit.SECONDS);
            if (packet == null) {
                throw new AssertionError("no datagram came");
            }
            return packet;
        }
    }

    @Override
    public void close() {
        loop.call(() -> {
            tcp.close();
            udp.close();
            host.close();
            return true;
        });
        gateway.close();
        loop.close();
        queue.close();
    }
}
