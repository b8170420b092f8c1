package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
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
final class Ipv4Output implements ArpTable.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Ipv4Output.class);
    private static final int HEADERS = InetHost.HEADROOM;
    private static final int TIME_TO_LIVE = 64;
    private static final int TCP_CHECKSUM = 16;
    /** Up to here a payload is copied behind its headers; above, they are joined without a copy. */
    private static final int COPIED = 1024;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final BootClock clock;
    private final FrameExit exit;
    private final OwnAddresses own;
    private final PathMtus paths;
    private final Undelivered undelivered;
    private final ArpTable neighbours;
    private final Neighbours arp;
    private int identification;
    private int mtu;

    Ipv4Output(InetHost.Parts parts, int mtu, RandomGenerator random, Undelivered undelivered) {
        clock = parts.clock();
        exit = parts.exit();
        own = parts.own();
        paths = parts.paths();
        this.undelivered = undelivered;
        this.mtu = mtu;
        identification = random.nextInt();
        neighbours = new ArpTable(parts.loop(), clock, this);
        arp = new Neighbours(parts.loop(), clock, exit, own, neighbours);
    }

    /** Tells who sent a packet that it can't go out. */
    interface Undelivered {
        /** {@code packet} is only lent. */
        void undelivered(OutboundPacket packet, Kind why);

        /** A packet to this host itself. Takes it. */
        void toSelf(OutboundPacket packet);
    }

    Neighbours arp() {
        return arp;
    }

    ArpTable table() {
        return neighbours;
    }

    void mtu(int bytes) {
        mtu = bytes;
    }

    /** Takes the packet. */
    void send(OutboundPacket packet) {
        int length = packet.payload().readableBytes();
        if (length > Ipv4View.MAX_LENGTH - Ipv4View.HEADER) {
            packet.payload().release();
            throw new IllegalArgumentException("a payload of " + length + " bytes is more than a packet holds");
        }
        if (packet.source() != 0 && !own.contains(packet.source())) {
            LOG.debug("dropped a packet from {}, which is not ours any more", Inet4Addresses.toString(packet.source()));
            packet.payload().release();
            return;
        }
        int destination = packet.destination();
        if (own.contains(destination)) {
            complete(packet);
            undelivered.toSelf(packet);
        } else if (own.isBroadcast(destination)) {
            transmit(packet, EthernetView.BROADCAST);
        } else if (Inet4Addresses.isMulticast(destination)) {
            transmit(packet, 0x0100_5e00_0000L | destination & 0x7f_ffff);
        } else {
            unicast(packet);
        }
    }

    private void unicast(OutboundPacket packet) {
        int hop = Inet4Addresses.isHost(packet.destination()) ? own.nextHop(packet.destination()) : 0;
        if (hop == 0) {
            LOG.debug("no route to {}", Inet4Addresses.toString(packet.destination()));
            refuse(packet, Kind.NO_ROUTE);
            return;
        }
        long hardware = neighbours.lookup(hop);
        if (hardware == ArpTable.UNKNOWN) {
            neighbours.await(hop, packet);
        } else {
            transmit(packet, hardware);
        }
    }

    @Override
    public void ask(int address, long hardware) {
        arp.ask(address, hardware);
    }

    @Override
    public void resolved(OutboundPacket packet, long hardware) {
        transmit(packet, hardware);
    }

    @Override
    public void unresolved(OutboundPacket packet) {
        refuse(packet, Kind.NO_ARP_ANSWER);
    }

    private void refuse(OutboundPacket packet, Kind why) {
        undelivered.undelivered(packet, why);
        packet.payload().release();
    }

    private void transmit(OutboundPacket packet, long hardware) {
        ByteBuf payload = packet.payload();
        int length = payload.readableBytes();
        int most = paths.at(packet.destination(), mtu, clock.nanoTime());
        if (Ipv4View.HEADER + length > most) {
            fragment(packet, hardware, most);
            return;
        }
        boolean whole = packet.protocol() == IpNetwork.TCP;
        ByteBuf frame = withHeadroom(payload);
        header(packet, length, whole, false, 0).set(frame, frame.readerIndex() + EthernetView.HEADER);
        if (whole && exit.completesChecksums()) {
            exit.sendPartial(frame, hardware, HEADERS, TCP_CHECKSUM);
        } else {
            exit.send(frame, hardware, EthernetView.IPV4);
        }
        identification++;
    }

    /** A TCP segment that doesn't leave in one frame is summed here after all. */
    private void complete(OutboundPacket packet) {
        if (packet.protocol() == IpNetwork.TCP && exit.completesChecksums()) {
            InternetChecksum.complete(packet.payload(), packet.payload().readerIndex(), TCP_CHECKSUM);
        }
    }

    private void fragment(OutboundPacket packet, long hardware, int most) {
        complete(packet);
        ByteBuf payload = packet.payload();
        int length = payload.readableBytes();
        int step = most - Ipv4View.HEADER & ~7;
        for (int offset = 0; offset < length; offset += step) {
            int part = Math.min(step, length - offset);
            ByteBuf frame = allocator.directBuffer(HEADERS + part);
            frame.writerIndex(HEADERS).writeBytes(payload, payload.readerIndex() + offset, part);
            header(packet, part, false, offset + part < length, offset).set(frame, EthernetView.HEADER);
            exit.send(frame, hardware, EthernetView.IPV4);
        }
        identification++;
        payload.release();
    }

    private Ipv4View header(OutboundPacket packet, int length, boolean dontFragment, boolean more, int offset) {
        return new Ipv4View(Ipv4View.HEADER, Ipv4View.HEADER + length, identification & 0xffff, dontFragment, more, offset, TIME_TO_LIVE,
                packet.protocol(), packet.source(), packet.destination());
    }

    /** A buffer with room for the headers at its reader index. Takes the payload. */
    private ByteBuf withHeadroom(ByteBuf payload) {
        int start = payload.readerIndex();
        // nobody else can see the bytes before the payload: the memory is not shared with another buffer
        if (start >= HEADERS && payload.unwrap() == null && payload.refCnt() == 1 && !payload.isReadOnly()) {
            return payload.readerIndex(start - HEADERS);
        }
        int length = payload.readableBytes();
        if (length <= COPIED) {
            ByteBuf frame = allocator.directBuffer(HEADERS + length).writerIndex(HEADERS);
            frame.writeBytes(payload);
            payload.release();
            return frame;
        }
        ByteBuf headers = allocator.directBuffer(HEADERS, HEADERS).writerIndex(HEADERS);
        return allocator.compositeDirectBuffer(2).addComponent(true, headers).addComponent(true, payload);
    }
}
