package io.strapwork.network.gateway.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams to ports of the gateway on which nothing listens go to the same ports of the computer's loopback, from one socket for each port of the guest. What
 * comes back to that socket goes to the guest with the port that it came from, be it another one: TFTP servers answer from new ports.
 */
public final class UdpRelay implements PacketListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpRelay.class);
    private static final int MOST_FLOWS = 512;
    private static final long IDLE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final int SWEEP_SECONDS = 30;
    private static final int LONGEST = 65507;
    /** As far as the system allows: the usual buffer is too small for a burst of two large datagrams. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final IpNetwork network;
    private final InetAddress host;
    private final BootClock clock;
    private @Nullable InetAddress loopback;
    /** The one used longest ago first. */
    private final Map<Guest, Flow> flows = new LinkedHashMap<>(16, 0.75f, true);
    private boolean sweeping;
    private boolean closed;

    private record Guest(InetAddress address, int port) {}

    private static final class Flow {
        private final ChannelFuture bound;
        private long used;

        private Flow(ChannelFuture bound, long used) {
            this.bound = bound;
            this.used = used;
        }
    }

    /** @param host the address whose ports are relayed */
    public UdpRelay(IpNetwork network, InetAddress host, BootClock clock) {
        this.network = network;
        this.host = host;
        this.clock = clock;
    }

    @Override
    public boolean received(Packet packet) {
        if (closed || packet.group() || !packet.destination().equals(host)) {
            return false;
        }
        InetAddress source = packet.source();
        ByteBuf payload = packet.payload();
        try {
            UdpView view = UdpView.parse(payload);
            if (!packet.checked()) {
                view.checkSum(payload, source, host);
            }
            if (view.sourcePort() == 0 || view.destinationPort() == 0) {
                throw new MalformedException("port 0");
            }
            ByteBuf data = payload.slice(payload.readerIndex() + UdpView.HEADER, view.length() - UdpView.HEADER);
            toHost(new Guest(source, view.sourcePort()), view.destinationPort(), data);
        } catch (MalformedException e) {
            LOG.debug("dropped a datagram from {}: {}", source.getHostAddress(), e.reason());
        }
        return true;
    }

    private void toHost(Guest guest, int port, ByteBuf data) {
        Flow flow = flows.get(guest);
        if (flow == null) {
            flow = open(guest);
        }
        flow.used = clock.nanoTime();
        Channel channel = flow.bound.channel();
        var packet = new DatagramPacket(data.retain(), new InetSocketAddress(loopback(), port));
        if (flow.bound.isDone()) {
            send(channel, packet);
        } else {
            flow.bound.addListener(_ -> send(channel, packet));
        }
    }

    private static void send(Channel channel, DatagramPacket packet) {
        if (isOwn(channel, packet)) {
            LOG.debug("datagram to {} dropped: nobody is there but this relay", packet.recipient());
            packet.release();
        } else if (channel.isActive() && channel.isWritable()) {
            channel.writeAndFlush(packet);
        } else {
            LOG.debug("datagram to {} dropped: the socket is not ready", packet.recipient());
            packet.release();
        }
    }

    /** The system gives any free port, so that of the datagram, too: once in some 28,000 flows the guest would hear itself. */
    private static boolean isOwn(Channel channel, DatagramPacket packet) {
        return channel.localAddress() instanceof InetSocketAddress own && own.getPort() == packet.recipient().getPort();
    }

    private Flow open(Guest guest) {
        if (flows.size() == MOST_FLOWS) {
            Iterator<Map.Entry<Guest, Flow>> oldest = flows.entrySet().iterator();
            Flow victim = oldest.next().getValue();
            oldest.remove();
            LOG.debug("the guest uses more than {} UDP ports: the one idle for longest is dropped", MOST_FLOWS);
            victim.bound.channel().close();
        }
        ChannelFuture bound = new Bootstrap().group(network.loop()).channel(NioDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER).handler(new Replies(guest))
                .bind(new InetSocketAddress(loopback(), 0));
        var flow = new Flow(bound, clock.nanoTime());
        flows.put(guest, flow);
        bound.channel().closeFuture().addListener(_ -> flows.remove(guest, flow));
        sweepLater();
        return flow;
    }

    private InetAddress loopback() {
        InetAddress known = loopback;
        if (known == null) {
            known = Loopback.bindable(host);
            loopback = known;
        }
        return known;
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            network.loop().schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = clock.nanoTime();
        for (Flow flow : List.copyOf(flows.values())) {
            if (now - flow.used > IDLE_NANOS) {
                flow.bound.channel().close();
            }
        }
        if (!flows.isEmpty()) {
            sweepLater();
        }
    }

    /** How many ports of the guest have a socket. */
    int size() {
        return flows.size();
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(flows.values()).forEach(flow -> flow.bound.channel().close());
    }

    private final class Replies extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Guest guest;

        private Replies(Guest guest) {
            this.guest = guest;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Flow flow = flows.get(guest);
            if (closed || flow == null || flow.bound.channel() != context.channel()) {
                return;
            }
            flow.used = clock.nanoTime();
            ByteBuf data = packet.content();
            int headers = InetHost.HEADROOM + UdpView.HEADER;
            int length = UdpView.HEADER + data.readableBytes();
            ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(headers + data.readableBytes());
            out.setIndex(InetHost.HEADROOM, headers).writeBytes(data);
            UdpView.set(out, InetHost.HEADROOM, packet.sender().getPort(), guest.port, length,
                    InternetChecksum.pseudoHeader(host, guest.address, IpNetwork.UDP, length));
            network.send(Packet.of(IpNetwork.UDP, host, guest.address, out));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("UDP relay for port {}: {}", guest.port, cause.toString());
        }
    }
}
