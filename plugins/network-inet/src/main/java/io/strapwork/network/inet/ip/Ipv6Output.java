package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener.Unreachable.Kind;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.ExtensionHeaders;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv6View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends IPv6 packets: source and route, neighbour, fragments, headers. */
final class Ipv6Output implements NeighbourTable.Owner<Ip6Address> {
    private static final Logger LOG = LoggerFactory.getLogger(Ipv6Output.class);
    private static final int HEADERS = EthernetView.HEADER + Ipv6View.HEADER;
    /** For so long a router that did not answer is the last choice. */
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_DEAD = 16;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final BootClock clock;
    private final FrameExit exit;
    private final OwnAddresses6 own;
    private final PathMtus<Ip6Address> paths;
    private final RandomGenerator random;
    private final Ipv4Output.Undelivered undelivered;
    private final NeighbourTable<Ip6Address> neighbours;
    private final NdProcessing discovery;
    private final Map<Ip6Address, Long> dead = new LinkedHashMap<>();
    private int mtu;
    private int hopLimit = Packet.HOPS;

    Ipv6Output(InetHost.Parts parts, int mtu, RandomGenerator random, Ipv4Output.Undelivered undelivered) {
        clock = parts.clock();
        exit = parts.exit();
        own = parts.own6();
        paths = parts.paths6();
        this.random = random;
        this.undelivered = undelivered;
        this.mtu = mtu;
        neighbours = new NeighbourTable<>(parts.loop(), clock, this, Ip6Address::toString);
        discovery = new NdProcessing(parts, this, neighbours);
    }

    NdProcessing discovery() {
        return discovery;
    }

    NeighbourTable<Ip6Address> table() {
        return neighbours;
    }

    void mtu(int bytes) {
        mtu = Math.max(bytes, Ipv6View.MIN_MTU);
    }

    /** Of packets that ask for the usual one. */
    void hopLimit(int hops) {
        hopLimit = hops;
    }

    private int hops(Packet packet) {
        return packet.hopLimit() == Packet.HOPS ? hopLimit : packet.hopLimit();
    }

    /** Where there is a choice of routers: finds out which of them are there (RFC 4861 6.3.6). */
    void choose(List<Ip6Address> routers) {
        if (routers.size() > 1) {
            routers.forEach(neighbours::prefetch);
        }
    }

    /** Takes the packet. */
    void send(Packet packet) {
        Ip6Address source;
        Ip6Address destination;
        try {
            check(packet);
            source = Ip6Address.of(packet.source());
            destination = Ip6Address.of(packet.destination());
        } catch (IllegalArgumentException e) {
            packet.payload().release();
            throw e;
        }
        if (!source.isAny() && !own.contains(source)) {
            LOG.debug("dropped a packet from {}, which is not ours any more", source);
            packet.payload().release();
        } else if (destination.isMulticast()) {
            transmit(packet, source, destination, destination.ethernetGroup());
        } else if (own.contains(destination)) {
            finish(packet, source, destination);
            undelivered.toSelf(packet);
        } else {
            unicast(packet, source, destination, null);
        }
    }

    private static void check(Packet packet) {
        int length = packet.payload().readableBytes();
        if (length > Ipv6View.MAX_PAYLOAD) {
            throw new IllegalArgumentException("a payload of " + length + " bytes is more than a packet holds");
        }
        if (!packet.checked() && length < PacketBuffers.checksumAt(packet) + 2) {
            throw new IllegalArgumentException("a payload of " + length + " bytes has no checksum that could be filled in");
        }
    }

    private void unicast(Packet packet, Ip6Address source, Ip6Address destination, @Nullable Ip6Address notBy) {
        Ip6Address hop = destination.isHost() ? nextHop(destination, notBy) : null;
        if (hop == null) {
            LOG.debug("no route to {}", destination);
            refuse(packet, notBy == null ? Kind.NO_ROUTE : Kind.NO_NEIGHBOUR);
            return;
        }
        long hardware = neighbours.lookup(hop);
        if (hardware == NeighbourTable.UNKNOWN) {
            neighbours.await(hop, packet);
        } else {
            transmit(packet, source, destination, hardware);
        }
    }

    /** Of several the first that is known to be there, or else that has said where it is, or else that is not known to be dead (RFC 4861 6.3.6). */
    private @Nullable Ip6Address nextHop(Ip6Address destination, @Nullable Ip6Address notBy) {
        List<Ip6Address> hops = own.nextHops(destination);
        if (hops.size() == 1 && notBy == null) {
            return hops.getFirst();
        }
        for (Ip6Address hop : hops) {
            if (!hop.equals(notBy) && neighbours.isReachable(hop) && !isDead(hop)) {
                return hop;
            }
        }
        for (Ip6Address hop : hops) {
            if (!hop.equals(notBy) && neighbours.lookupOnly(hop) != NeighbourTable.UNKNOWN && !isDead(hop)) {
                return hop;
            }
        }
        for (Ip6Address hop : hops) {
            if (!hop.equals(notBy) && !isDead(hop)) {
                return hop;
            }
        }
        return notBy == null && !hops.isEmpty() ? hops.getFirst() : null;
    }

    private boolean isDead(Ip6Address hop) {
        Long since = dead.get(hop);
        return since != null && clock.nanoTime() - since < DEAD_NANOS;
    }

    @Override
    public void ask(Ip6Address address, long hardware) {
        discovery.ask(address, hardware);
    }

    @Override
    public void resolved(Packet packet, long hardware) {
        transmit(packet, Ip6Address.of(packet.source()), Ip6Address.of(packet.destination()), hardware);
    }

    /** Of several routers the one that is there: what waits for another one goes by it. */
    @Override
    public void found(Ip6Address address) {
        List<Ip6Address> routers = own.defaultRouters();
        if (routers.contains(address)) {
            for (Ip6Address other : routers) {
                for (Packet packet : neighbours.takeWaiting(other)) {
                    unicast(packet, Ip6Address.of(packet.source()), Ip6Address.of(packet.destination()), null);
                }
            }
        }
    }

    @Override
    public void unresolved(Ip6Address address, Packet packet) {
        last(address);
        unicast(packet, Ip6Address.of(packet.source()), Ip6Address.of(packet.destination()), address);
    }

    private void last(Ip6Address router) {
        if (dead.size() >= MOST_DEAD) {
            dead.clear();
        }
        dead.put(router, clock.nanoTime());
    }

    /** A neighbour says that it is a host: where it has been a router, others go before it (RFC 4861 7.2.5). */
    void noRouter(Ip6Address neighbour) {
        if (own.defaultRouters().contains(neighbour)) {
            last(neighbour);
        }
    }

    private void refuse(Packet packet, Kind why) {
        undelivered.undelivered(packet, why);
        packet.payload().release();
    }

    private void transmit(Packet packet, Ip6Address source, Ip6Address destination, long hardware) {
        ByteBuf payload = packet.payload();
        int length = payload.readableBytes();
        int most = paths.at(destination, mtu, clock.nanoTime());
        if (Ipv6View.HEADER + length > most) {
            fragment(packet, source, destination, hardware, most);
            return;
        }
        boolean leave = packet.protocol() == IpNetwork.TCP && !packet.checked() && exit.completesChecksums();
        if (leave) {
            long pseudoHeader = InternetChecksum.pseudoHeader(source, destination, packet.protocol(), length);
            payload.setShort(payload.readerIndex() + PacketBuffers.TCP_CHECKSUM, InternetChecksum.fold(pseudoHeader));
        } else {
            finish(packet, source, destination);
        }
        ByteBuf frame = PacketBuffers.withHeadroom(payload, HEADERS);
        new Ipv6View(length, packet.protocol(), hops(packet), source, destination).set(frame,
                frame.readerIndex() + EthernetView.HEADER);
        if (leave) {
            exit.sendPartial(frame, hardware, EthernetView.IPV6, HEADERS, PacketBuffers.TCP_CHECKSUM);
        } else {
            exit.send(frame, hardware, EthernetView.IPV6);
        }
    }

    private static void finish(Packet packet, Ip6Address source, Ip6Address destination) {
        if (!packet.checked()) {
            PacketBuffers.complete(packet,
                    InternetChecksum.pseudoHeader(source, destination, packet.protocol(), packet.payload().readableBytes()));
        }
    }

    /** RFC 8200 4.5. Identifications can't be guessed (RFC 7739). */
    private void fragment(Packet packet, Ip6Address source, Ip6Address destination, long hardware, int most) {
        finish(packet, source, destination);
        ByteBuf payload = packet.payload();
        int length = payload.readableBytes();
        int identification = random.nextInt();
        int headers = HEADERS + ExtensionHeaders.FRAGMENT_LENGTH;
        int step = most - Ipv6View.HEADER - ExtensionHeaders.FRAGMENT_LENGTH & ~7;
        for (int offset = 0; offset < length; offset += step) {
            int part = Math.min(step, length - offset);
            ByteBuf frame = allocator.directBuffer(headers + part);
            frame.writerIndex(headers).writeBytes(payload, payload.readerIndex() + offset, part);
            new Ipv6View(ExtensionHeaders.FRAGMENT_LENGTH + part, ExtensionHeaders.FRAGMENT, hops(packet), source, destination)
                    .set(frame, EthernetView.HEADER);
            frame.setShort(HEADERS, packet.protocol() << 8);
            frame.setShort(HEADERS + 2, offset | (offset + part < length ? 1 : 0));
            frame.setInt(HEADERS + 4, identification);
            exit.send(frame, hardware, EthernetView.IPV6);
        }
        payload.release();
    }
}
