package io.strapwork.network.inet.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.collection.IntObjectHashMap;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.ip.SourceSelection;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** UDP over a network (RFC 768): gives datagrams to the channels that are bound to their ports. On the network's loop. */
public final class UdpEndpoints implements AutoCloseable {
    /** More does not fit in an IP packet. */
    static final int MOST_DATA = 65535 - 20 - UdpView.HEADER;
    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoints.class);
    private static final int HEADERS = InetHost.HEADROOM + UdpView.HEADER;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final IpNetwork net;
    /** By port; those at an IPv6 address apart, so that a server may have the port in each family. */
    private final IntObjectHashMap<InetDatagramChannel> channels = new IntObjectHashMap<>();
    private final IntObjectHashMap<InetDatagramChannel> channels6 = new IntObjectHashMap<>();
    private final List<InetDatagramChannel> touched = new ArrayList<>();
    private IpNetwork.@Nullable Registration registration;

    /** Any thread; the network hears of it when the first channel is bound. */
    public UdpEndpoints(IpNetwork net) {
        this.net = net;
    }

    public IpNetwork network() {
        return net;
    }

    /** An unbound channel, to be registered with the network's loop. Any thread. */
    public InetDatagramChannel newChannel() {
        return new InetDatagramChannel(this);
    }

    /** Closes all channels. On the loop. */
    @Override
    public void close() {
        for (InetDatagramChannel channel : Stream.concat(channels.values().stream(), channels6.values().stream()).toList()) {
            channel.unsafe().close(channel.voidPromise());
        }
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    int bind(InetDatagramChannel channel, InetAddress at, int port) throws BindException {
        if (registration == null) {
            registration = net.listen(IpNetwork.UDP, new Packets());
        }
        IntObjectHashMap<InetDatagramChannel> same = channels(at);
        IntObjectHashMap<InetDatagramChannel> other = same == channels ? channels6 : channels;
        boolean shared = port != 0 && !same.containsKey(port) && other.containsKey(port);
        int taken = shared ? port : net.facts().ports().take(IpNetwork.UDP, port);
        same.put(taken, channel);
        return taken;
    }

    void unbind(InetAddress at, int port) {
        channels(at).remove(port);
        if (!channels.containsKey(port) && !channels6.containsKey(port)) {
            net.facts().ports().release(IpNetwork.UDP, port);
        }
    }

    private IntObjectHashMap<InetDatagramChannel> channels(InetAddress at) {
        return at instanceof Inet4Address || at.isAnyLocalAddress() ? channels : channels6;
    }

    private @Nullable InetDatagramChannel channel(InetAddress own, int port) {
        InetDatagramChannel found = own instanceof Inet6Address ? channels6.get(port) : null;
        return found == null ? channels.get(port) : found;
    }

    /** The address that datagrams of an unspecific channel come from. */
    InetAddress ownAddress(InetAddress destination) {
        return SourceSelection.of(net.facts().configuration(), destination);
    }

    /** Sends a copy of {@code data}. */
    void send(InetAddress source, int sourcePort, InetSocketAddress to, ByteBuf data, boolean mayBroadcast) throws IOException {
        InetAddress destination = to.getAddress();
        if (source instanceof Inet4Address != destination instanceof Inet4Address) {
            throw new SocketException("a datagram from " + source.getHostAddress() + " can't go to " + destination.getHostAddress());
        }
        if (!mayBroadcast && destination instanceof Inet4Address address && isBroadcast(address)) {
            throw new SocketException("broadcasts need the option SO_BROADCAST");
        }
        int length = data.readableBytes();
        if (length > MOST_DATA) {
            throw new IOException("a datagram of " + length + " bytes is too long; the limit is " + MOST_DATA);
        }
        ByteBuf packet = allocator.directBuffer(HEADERS + length);
        packet.setIndex(InetHost.HEADROOM, HEADERS).writeBytes(data, data.readerIndex(), length);
        int whole = UdpView.HEADER + length;
        UdpView.set(packet, InetHost.HEADROOM, sourcePort, to.getPort(), whole,
                InternetChecksum.pseudoHeader(source, destination, IpNetwork.UDP, whole));
        net.send(Packet.of(IpNetwork.UDP, source, destination, packet));
    }

    private boolean isBroadcast(Inet4Address address) {
        int bits = Inet4Addresses.toInt(address);
        return bits == Inet4Addresses.LIMITED_BROADCAST
                || net.facts().configuration().addresses().stream().filter(Assigned::isIp4)
                        .anyMatch(own -> Inet4Addresses.isBroadcast(bits, Inet4Addresses.toInt(own.address()), own.prefix()));
    }

    private final class Packets implements PacketListener {
        @Override
        public boolean received(Packet packet) {
            try {
                return accept(packet);
            } catch (MalformedException e) {
                LOG.debug("dropped a datagram from {}: {}", packet.source().getHostAddress(), e.reason());
                return true;
            }
        }

        private boolean accept(Packet packet) throws MalformedException {
            ByteBuf payload = packet.payload();
            UdpView view = UdpView.parse(payload);
            InetDatagramChannel channel = channel(packet.destination(), view.destinationPort());
            if (channel == null || !channel.wants(packet, view.sourcePort())) {
                return false;
            }
            if (!packet.checked()) {
                view.checkSum(payload, packet.source(), packet.destination());
            }
            if (channel.enqueue(packet, view.sourcePort(),
                    payload.slice(payload.readerIndex() + UdpView.HEADER, view.length() - UdpView.HEADER))) {
                touched.add(channel);
            }
            return true;
        }

        @Override
        public void receiveComplete() {
            if (touched.isEmpty()) {
                return;
            }
            List<InetDatagramChannel> now = List.copyOf(touched);
            touched.clear();
            now.forEach(InetDatagramChannel::deliver);
        }

        @Override
        public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            if (original.readableBytes() < UdpView.HEADER) {
                return;
            }
            int at = original.readerIndex();
            int port = original.getUnsignedShort(at);
            var remote = new InetSocketAddress(destination, original.getUnsignedShort(at + 2));
            IOException error = error(reason.kind(), remote);
            InetDatagramChannel channel = channel(destination, port);
            if (channel != null && error != null && channel.hasSentTo(remote)) {
                channel.pipeline().fireExceptionCaught(error);
            } else {
                LOG.debug("ignored that {} is unreachable: {}", remote, reason.kind());
            }
        }

        @Override
        public void networkClosed() {
            close();
        }
    }

    private static @Nullable IOException error(PacketListener.Unreachable.Kind kind, InetSocketAddress remote) {
        String host = remote.getAddress().getHostAddress();
        return switch (kind) {
            case PORT -> new PortUnreachableException("nothing listens on UDP port " + remote.getPort() + " of " + host);
            case PROTOCOL -> new PortUnreachableException(host + " does not speak UDP");
            case NO_ROUTE -> new NoRouteToHostException("no route to " + host);
            case NO_NEIGHBOUR -> new NoRouteToHostException(host + " does not answer on this link");
            case NETWORK, HOST -> new NoRouteToHostException("a router reports that " + host + " is unreachable");
            case PROHIBITED -> new NoRouteToHostException("a router prohibits access to " + host);
            case PACKET_TOO_BIG, TIME_EXCEEDED -> null;
        };
    }
}
