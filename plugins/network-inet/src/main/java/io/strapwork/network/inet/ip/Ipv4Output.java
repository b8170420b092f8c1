package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener.Unreachable.Kind;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.Ipv4View;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends IP packets: source and route, neighbour, fragments, headers. */
final class Ipv4Output implements NeighbourTable.Owner<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Ipv4Output.class);
    private static final int HEADERS = EthernetView.HEADER + Ipv4View.HEADER;
    private static final int TCP_CHECKSUM = PacketBuffers.TCP_CHECKSUM;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final BootClock clock;
    private final FrameExit exit;
    private final OwnAddresses own;
    private final PathMtus<Integer> paths;
    private final Undelivered undelivered;
    private final NeighbourTable<Integer> neighbours;
    private final ArpProcessing arp;
    private int identification;
    private int mtu;
    /** The last next hop, which is nearly always the next one, too. */
    private Integer lastHop = 0;

    Ipv4Output(InetHost.Parts parts, int mtu, RandomGenerator random, Undelivered undelivered) {
        clock = parts.clock();
        exit = parts.exit();
        own = parts.own();
        paths = parts.paths();
        this.undelivered = undelivered;
        this.mtu = mtu;
        identification = random.nextInt();
        neighbours = new NeighbourTable<>(parts.loop(), clock, this, Inet4Addresses::toString);
        arp = new ArpProcessing(parts.loop(), clock, exit, own, neighbours);
    }

    /** Tells who sent a packet that it can't go out. */
    interface Undelivered {
        /** {@code packet} is only lent. */
        void undelivered(Packet packet, Kind why);

        /** A packet to this host itself. Takes it. */
        void toSelf(Packet packet);
    }

    ArpProcessing arp() {
        return arp;
    }

    NeighbourTable<Integer> table() {
        return neighbours;
    }

    void mtu(int bytes) {
        mtu = bytes;
    }

    /** Takes the packet. */
    void send(Packet packet) {
        int source;
        int destination;
        try {
            check(packet);
            source = Inet4Addresses.toInt(packet.source());
            destination = Inet4Addresses.toInt(packet.destination());
        } catch (IllegalArgumentException e) {
            packet.payload().release();
            throw e;
        }
        if (source != 0 && !own.contains(source)) {
            LOG.debug("dropped a packet from {}, which is no longer ours", Inet4Addresses.toString(source));
            packet.payload().release();
        } else if (own.contains(destination)) {
            complete(packet, source, destination);
            undelivered.toSelf(packet);
        } else if (own.isBroadcast(destination)) {
            transmit(packet, source, destination, EthernetView.BROADCAST);
        } else if (Inet4Addresses.isMulticast(destination)) {
            transmit(packet, source, destination, 0x0100_5e00_0000L | destination & 0x7f_ffff);
        } else {
            unicast(packet, source, destination);
        }
    }

    private static void check(Packet packet) {
        int length = packet.payload().readableBytes();
        if (length > Ipv4View.MAX_LENGTH - Ipv4View.HEADER) {
            throw new IllegalArgumentException("a payload of " + length + " bytes is more than a packet holds");
        }
        if (!packet.checked() && length < PacketBuffers.checksumAt(packet) + 2) {
            throw new IllegalArgumentException("a payload of " + length + " bytes has no checksum that could be filled in");
        }
    }

    private void unicast(Packet packet, int source, int destination) {
        int hop = Inet4Addresses.isHost(destination) ? own.nextHop(destination) : 0;
        if (hop == 0) {
            LOG.debug("no route to {}", Inet4Addresses.toString(destination));
            refuse(packet, Kind.NO_ROUTE);
            return;
        }
        if (lastHop != hop) {
            lastHop = hop;
        }
        long hardware = neighbours.lookup(lastHop);
        if (hardware == NeighbourTable.UNKNOWN) {
            neighbours.await(lastHop, packet);
        } else {
            transmit(packet, source, destination, hardware);
        }
    }

    @Override
    public void ask(Integer address, long hardware) {
        arp.ask(address, hardware);
    }

    @Override
    public void resolved(Packet packet, long hardware) {
        transmit(packet, Inet4Addresses.toInt(packet.source()), Inet4Addresses.toInt(packet.destination()), hardware);
    }

    @Override
    public void unresolved(Integer address, Packet packet) {
        refuse(packet, Kind.NO_NEIGHBOUR);
    }

    private void refuse(Packet packet, Kind why) {
        undelivered.undelivered(packet, why);
        packet.payload().release();
    }

    private void transmit(Packet packet, int source, int destination, long hardware) {
        ByteBuf payload = packet.payload();
        int length = payload.readableBytes();
        int most = paths.at(destination, mtu, clock.nanoTime());
        if (Ipv4View.HEADER + length > most) {
            fragment(packet, source, destination, hardware, most);
            return;
        }
        Ipv4View header = header(packet, source, destination, 0, length);
        boolean leave = packet.protocol() == IpNetwork.TCP && !packet.checked() && exit.completesChecksums();
        if (leave) {
            long pseudoHeader = InternetChecksum.pseudoHeader(source, destination, packet.protocol(), length);
            payload.setShort(payload.readerIndex() + TCP_CHECKSUM, InternetChecksum.fold(pseudoHeader));
        } else {
            complete(packet, source, destination);
        }
        ByteBuf frame = PacketBuffers.withHeadroom(payload, HEADERS);
        header.set(frame, frame.readerIndex() + EthernetView.HEADER);
        if (leave) {
            exit.sendPartial(frame, hardware, EthernetView.IPV4, HEADERS, TCP_CHECKSUM);
        } else {
            exit.send(frame, hardware, EthernetView.IPV4);
        }
        identification++;
    }

    /** Fills in a checksum that nothing further down fills in. */
    private static void complete(Packet packet, int source, int destination) {
        if (packet.checked()) {
            return;
        }
        PacketBuffers.complete(packet,
                InternetChecksum.pseudoHeader(source, destination, packet.protocol(), packet.payload().readableBytes()));
    }

    private void fragment(Packet packet, int source, int destination, long hardware, int most) {
        complete(packet, source, destination);
        ByteBuf payload = packet.payload();
        int length = payload.readableBytes();
        int step = most - Ipv4View.HEADER & ~7;
        for (int offset = 0; offset < length; offset += step) {
            int part = Math.min(step, length - offset);
            ByteBuf frame = allocator.directBuffer(HEADERS + part);
            frame.writerIndex(HEADERS).writeBytes(payload, payload.readerIndex() + offset, part);
            header(packet, source, destination, offset, part).set(frame, EthernetView.HEADER);
            exit.send(frame, hardware, EthernetView.IPV4);
        }
        identification++;
        payload.release();
    }

    /** @param fragment where its part of the packet begins, in bytes; more pieces follow where the whole is longer */
    private Ipv4View header(Packet packet, int source, int destination, int fragment, int length) {
        boolean more = fragment + length < packet.payload().readableBytes();
        boolean dontFragment = packet.protocol() == IpNetwork.TCP && fragment == 0 && !more;
        return new Ipv4View(Ipv4View.HEADER, Ipv4View.HEADER + length, identification & 0xffff, dontFragment, more, fragment,
                packet.hopLimit(), packet.protocol(), source, destination);
    }
}
