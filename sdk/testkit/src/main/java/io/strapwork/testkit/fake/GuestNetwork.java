package io.strapwork.testkit.fake;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.api.transport.Transport;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GatewaySettings;
import io.strapwork.network.inet.dns.InetResolver;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The network of a boot without a machine: an IP host on a boot's loop, and at the other end of its cable the gateway, as the embedded machine has it: DHCP, DNS, the
 * computer's loopback behind 10.0.2.2. The {@link #network() network} is strict; what was done wrong to it is in {@link #wrongs()}. One thread makes and closes it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class GuestNetwork implements AutoCloseable {
    private static final MacAddress STATION = MacAddress.parse("52:54:00:12:34:56");
    private static final MacAddress PEER_STATION = MacAddress.parse("52:54:00:12:34:09");
    private static final Inet4Address PEER = (Inet4Address) InetAddress.ofLiteral("10.0.2.9");
    private static final int FIRST_PORT = 7001;

    private final BootClock clock;
    private final BootLoop loop;
    private final Cable cable;
    private final Gateway gateway;
    private final StrictNetwork network;
    private final long seed;
    private @Nullable Peer peer;
    private int nextPort = FIRST_PORT;

    /** Another host on the same Ethernet. Lives on the gateway's loop. */
    private record Peer(InetHost host, TcpConnections tcp, UdpEndpoints udp) {}

    private GuestNetwork(GatewaySettings settings, BootClock clock, long seed) {
        this.clock = clock;
        this.seed = seed;
        loop = BootLoop.start("guest-network", clock);
        cable = new Cable(loop);
        var host = new InetHost(loop.eventLoop(), STATION, settings.mtu(), clock, new Random(seed), cable);
        cable.host = host;
        gateway = Gateway.start("guest-gateway", settings, clock, new Random(seed + 1), cable::arrive, java.util.Optional.empty());
        cable.gateway = gateway;
        clock.awaitUninterruptibly(loop.eventLoop().register(cable), BootClock.FOREVER);
        network = new StrictNetwork(host, host);
    }

    /** QEMU's user network: guest 10.0.2.15 by DHCP, the computer's loopback behind 10.0.2.2, name server 10.0.2.3, which knows {@code peer.strapwork}, too: 10.0.2.9. */
    public static GuestNetwork start(BootClock clock, long seed) {
        return start(clock, seed, settings -> settings);
    }

    private static GatewaySettings named(GatewaySettings all) {
        return all.withHosts(Map.of("peer.strapwork", List.of(PEER)));
    }

    /** Such a network, changed: {@code settings -> settings.withDhcp(false)}. */
    public static GuestNetwork start(BootClock clock, long seed, UnaryOperator<GatewaySettings> change) {
        return new GuestNetwork(change.apply(named(GatewaySettings.standard())), clock, seed);
    }

    /** A server at 10.0.2.9, which is no socket of the computer's: it lives by the network's clock. @param prepare puts handlers in front of the server's, such as TLS */
    public EchoPeer echoStream(Consumer<Channel> prepare) {
        return EchoChannels.stream(gateway.eventLoop(), peer().tcp, clock, new InetSocketAddress(PEER, nextPort++), prepare);
    }

    /** As {@link #echoStream}, for datagrams. */
    public EchoPeer echoDatagrams() {
        return EchoChannels.datagrams(gateway.eventLoop(), peer().udp, clock, new InetSocketAddress(PEER, nextPort++));
    }

    /** How the guest reaches a port of such a server. */
    public static InetSocketAddress reachPeer(int port) {
        return new InetSocketAddress(PEER, port);
    }

    private Peer peer() {
        Peer known = peer;
        if (known != null) {
            return known;
        }
        Future<Peer> made = gateway.eventLoop().submit(() -> {
            var host = new InetHost(gateway.eventLoop(), PEER_STATION, network.facts().mtu(), clock, new Random(seed + 2),
                    cable.fromPeer());
            host.assign(IpConfiguration.of(PEER, 24));
            return new Peer(host, new TcpConnections(host, clock, TcpSettings.USUAL), new UdpEndpoints(host));
        });
        clock.awaitUninterruptibly(made, BootClock.FOREVER);
        Peer first = made.resultNow();
        peer = first;
        cable.peer = first.host;
        return first;
    }

    /** TCP over this network, for tests of a transport that goes over it. */
    public Transport tcp() {
        var connections = new TcpConnections(network, clock, TcpSettings.USUAL);
        var resolver = new InetResolver(new UdpEndpoints(network), InetResolver.Settings.usual());
        return () -> new Bootstrap().group(network.loop()).channelFactory(() -> new InetStreamChannel(connections)).resolver(resolver);
    }

    /** As {@link #tcp}, of datagrams. */
    public Transport udp() {
        var endpoints = new UdpEndpoints(network);
        var resolver = new InetResolver(endpoints, InetResolver.Settings.usual());
        return () -> new Bootstrap().group(network.loop()).channelFactory(endpoints::newChannel).resolver(resolver);
    }

    /** What plugins get. */
    public IpNetwork network() {
        return network;
    }

    StrictNetwork strict() {
        return network;
    }

    /** The loop that the network lives on. */
    public BootLoop loop() {
        return loop;
    }

    /** How the guest reaches a port of 127.0.0.1. */
    public static InetSocketAddress reach(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.0.2.2"), port);
    }

    /** Lets the host have an address without asking anybody, as a lease would. */
    public GuestNetwork configured() {
        InetAddress host = InetAddress.ofLiteral("10.0.2.2");
        var configuration = IpConfiguration.of(InetAddress.ofLiteral("10.0.2.15"), 24)
                .withRoutes(List.of(IpConfiguration.Route.defaultVia(host)))
                .withNameServers(List.of(InetAddress.ofLiteral("10.0.2.3")));
        clock.awaitUninterruptibly(loop.eventLoop().submit(() -> network.assign(configuration)), BootClock.FOREVER);
        return this;
    }

    /** From now on each received packet comes with changed copies of itself, as from somebody who means harm. */
    public void beHostile(long seed) {
        network.beHostile(new Random(seed));
    }

    /** Packets that were sent so far. */
    public int packetsSent() {
        return network.sent();
    }

    /** A digest of all that was sent: the same for the same packets in the same order. */
    public String packetsDigest() {
        return network.digest();
    }

    /** What was done to the network that may not be done, in words. */
    public List<String> wrongs() {
        return network.wrongs();
    }

    /** Listeners and ports that were not given back, in words. */
    public List<String> leftOver() {
        return network.leftOver();
    }

    /** Packets that were lent to a listener and are still held by somebody, in words. */
    public List<String> leaked() {
        return network.leaked();
    }

    @Override
    public void close() {
        loop.close();
        Peer known = peer;
        if (known != null) {
            clock.awaitUninterruptibly(gateway.eventLoop().submit(() -> {
                known.tcp.close();
                known.udp.close();
                known.host.close();
            }), BootClock.FOREVER);
        }
        gateway.close();
        cable.release();
    }

    /** Carries frames between the guest, the gateway and the other host. */
    private static final class Cable implements PolledHandle, InetHost.FrameOutput {
        private final ConcurrentLinkedQueue<ByteBuf> arrived = new ConcurrentLinkedQueue<>();
        private final BootLoop loop;
        private @Nullable InetHost host;
        private @Nullable Gateway gateway;
        private volatile @Nullable InetHost peer;

        private Cable(BootLoop loop) {
            this.loop = loop;
        }

        private void arrive(ByteBuf frame) {
            arrived.add(frame);
            loop.wakeup();
        }

        @Override
        public int poll(int budget) {
            InetHost to = java.util.Objects.requireNonNull(host);
            int count = 0;
            for (ByteBuf frame; count < budget && (frame = arrived.poll()) != null; count++) {
                to.receive(frame);
            }
            if (count > 0) {
                to.receiveComplete();
            }
            return count;
        }

        @Override
        public boolean arm() {
            return arrived.isEmpty();
        }

        @Override
        public void disarm() {}

        @Override
        public long maxSleepNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            if (gateway == null) {
                frame.release();
                return false;
            }
            InetHost other = peer;
            if (other != null && (frame.getByte(frame.readerIndex()) & 1) != 0) {
                toPeer(gateway, other, frame.copy());
            } else if (other != null
                    && ByteBufUtil.equals(frame, frame.readerIndex(), Unpooled.wrappedBuffer(PEER_STATION.toBytes()), 0, 6)) {
                toPeer(gateway, other, frame);
                return true;
            }
            gateway.fromGuest(frame);
            return true;
        }

        private static void toPeer(Gateway gateway, InetHost peer, ByteBuf frame) {
            gateway.executor().execute(() -> {
                peer.receive(frame);
                peer.receiveComplete();
            });
        }

        /** The other host reaches the guest only. */
        private InetHost.FrameOutput fromPeer() {
            return new InetHost.FrameOutput() {
                @Override
                public boolean transmit(ByteBuf frame) {
                    arrive(frame);
                    return true;
                }

                @Override
                public void flush() {}
            };
        }

        @Override
        public void flush() {
            if (gateway != null) {
                gateway.flushFromGuest();
            }
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            throw new IllegalStateException("a polled handle has no events");
        }

        @Override
        public void close() {
            java.util.Objects.requireNonNull(host).close();
        }

        private void release() {
            for (ByteBuf frame; (frame = arrived.poll()) != null;) {
                frame.release();
            }
        }
    }

    /** Waits until the loop has done all that it has been given so far. @throws AssertionError when it can't within ten seconds, because something blocks it */
    public void settle() {
        if (!clock.awaitUninterruptibly(loop.eventLoop().submit(() -> {}), Duration.ofSeconds(10))) {
            throw new AssertionError("blocks the event loop");
        }
    }
}
