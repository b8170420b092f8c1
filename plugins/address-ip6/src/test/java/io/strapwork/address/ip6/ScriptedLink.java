package io.strapwork.address.ip6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.AddressProbing;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.Ports;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterSolicitation;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A link with a router and a DHCPv6 server that are functions from what the client sends to the answers. */
final class ScriptedLink implements IpNetwork, AddressProbing, Ports {
    static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
    static final MacAddress OTHER = MacAddress.parse("52:54:00:99:99:99");
    static final Inet6Address ROUTER = ip("fe80::1");
    static final Inet6Address SERVER = ip("fe80::547");

    final List<RouterSolicitation> solicitations = new ArrayList<>();
    final List<Dhcp6Message> sent = new ArrayList<>();
    final List<IpConfiguration> pieces = new ArrayList<>();
    final List<InetAddress> probed = new ArrayList<>();
    final Set<InetAddress> taken = new HashSet<>();
    Function<RouterSolicitation, List<RouterAdvertisement>> router = _ -> List.of();
    Function<Dhcp6Message, List<Dhcp6Message>> server = _ -> List.of();
    Duration late = Duration.ZERO;
    final Map<Integer, PacketListener> listeners = new HashMap<>();
    final Set<Integer> ports = new HashSet<>();
    private final BootLoop loop;

    ScriptedLink(BootLoop loop) {
        this.loop = loop;
    }

    static Inet6Address ip(String address) {
        return (Inet6Address) InetAddress.ofLiteral(address);
    }

    IpConfiguration configuration() {
        return IpConfiguration.union(pieces);
    }

    @Override
    public NetworkFacts facts() {
        return new NetworkFacts(loop.eventLoop(), MAC, configuration(), 1500, this, new Random(1), Optional.empty());
    }

    @Override
    public Registration assign(IpConfiguration fresh) {
        pieces.add(fresh);
        return () -> pieces.remove(fresh);
    }

    @Override
    public Future<Optional<MacAddress>> probe(InetAddress address, int probes, Duration spacing) {
        probed.add(address);
        Promise<Optional<MacAddress>> promise = loop.eventLoop().newPromise();
        boolean duplicate = taken.contains(address);
        loop.eventLoop().schedule(() -> promise.trySuccess(duplicate ? Optional.of(OTHER) : Optional.empty()),
                duplicate ? 1 : spacing.toMillis(), TimeUnit.MILLISECONDS);
        return promise;
    }

    @Override
    public void send(Packet packet) {
        ByteBuf payload = packet.payload();
        try {
            if (configuration().addresses().stream().noneMatch(own -> own.address().equals(packet.source()))) {
                throw new AssertionError("not an own address: " + packet.source());
            }
            if (packet.protocol() == ICMP6) {
                if (packet.hopLimit() != 255 || !packet.destination().equals(ip("ff02::2"))) {
                    throw new AssertionError(packet);
                }
                RouterSolicitation solicitation = RouterSolicitation.parse(payload);
                solicitations.add(solicitation);
                router.apply(solicitation).forEach(answer -> later(() -> advertise(answer, ROUTER)));
            } else {
                UdpView udp = UdpView.parse(payload);
                if (udp.destinationPort() != 547 || udp.sourcePort() != 546 || !packet.destination().equals(ip("ff02::1:2"))) {
                    throw new AssertionError(udp);
                }
                Dhcp6Message message = Dhcp6Message
                        .parse(payload.slice(payload.readerIndex() + UdpView.HEADER, udp.length() - UdpView.HEADER));
                sent.add(message);
                server.apply(message).forEach(answer -> later(() -> answer(answer)));
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        } finally {
            payload.release();
        }
    }

    private void later(Runnable answer) {
        loop.eventLoop().schedule(answer, late.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** On the loop. */
    void advertise(RouterAdvertisement message, Inet6Address from) {
        ByteBuf bytes = Unpooled.buffer();
        message.write(bytes);
        deliver(new Packet(ICMP6, from, ip("ff02::1"), 255, true, true, bytes));
    }

    private void answer(Dhcp6Message message) {
        ByteBuf datagram = Unpooled.buffer();
        datagram.writeZero(UdpView.HEADER);
        message.write(datagram);
        UdpView.set(datagram, 0, 547, 546, datagram.readableBytes(), 0);
        deliver(new Packet(UDP, SERVER, configuration().addresses().getLast().address(), Packet.HOPS, false, true, datagram));
    }

    private void deliver(Packet packet) {
        PacketListener listener = listeners.get(packet.protocol());
        if (listener != null) {
            listener.received(packet);
        }
        packet.payload().release();
    }

    @Override
    public Registration listen(int protocol, PacketListener fresh) {
        listeners.put(protocol, fresh);
        return () -> listeners.remove(protocol);
    }

    @Override
    public int take(int protocol, int port) {
        ports.add(port);
        return port;
    }

    @Override
    public void release(int protocol, int port) {
        ports.remove(port);
    }
}
