package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.IcmpMessage;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.concurrent.TimeUnit;

/** Receives IP packets: checks, fragments, and who they are for. */
final class Ipv4Input {
    /** Where a DHCP server's offer goes, perhaps to an address that this host doesn't have yet (RFC 2131 4.1). */
    private static final int BOOTP_CLIENT = 68;

    private final IoEventLoop loop;
    private final BootClock clock;
    private final OwnAddresses own;
    private final Listeners listeners;
    private final IcmpProcessing icmp;
    private final java.util.function.IntSupplier mtu;
    private final AddressCache addresses;
    private final Reassembly reassembly = new Reassembly(Reassembly.PATIENCE_NANOS, IcmpProcessing.MOST_QUOTED);
    private boolean timing;

    Ipv4Input(InetHost.Parts parts, Listeners listeners, IcmpProcessing icmp, java.util.function.IntSupplier mtu) {
        loop = parts.loop();
        clock = parts.clock();
        own = parts.own();
        addresses = parts.addresses();
        this.listeners = listeners;
        this.icmp = icmp;
        this.mtu = mtu;
    }

    /**
     * Takes notice of a packet, from its header at the reader index on; only lent.
     *
     * @param group   whether its frame was for more than one station
     * @param checked whether checksums in it needn't be looked at
     */
    void received(ByteBuf packet, boolean group, boolean checked) throws MalformedException {
        Ipv4View view = Ipv4View.parse(packet);
        int source = view.source();
        if (source != 0 && !Inet4Addresses.isHost(source) || own.isBroadcast(source)) {
            throw new MalformedException("IP packet from " + Inet4Addresses.toString(source) + ", which no host can have");
        }
        if (own.contains(source)) {
            throw new MalformedException("IP packet from this host's own address");
        }
        int destination = view.destination();
        boolean broadcast = own.isBroadcast(destination) || Inet4Addresses.isMulticast(destination);
        boolean offer = !broadcast && !own.contains(destination);
        if (offer && !mayBeOffer(view, packet)) {
            throw new MalformedException("IP packet for " + Inet4Addresses.toString(destination) + ", not for this host");
        }
        if (group && !broadcast && !offer) {
            throw new MalformedException("broadcast frame with a packet for one host (RFC 1122 3.3.6)");
        }
        if (view.isFragment()) {
            fragment(view, packet, broadcast);
            return;
        }
        ByteBuf payload = packet.slice(packet.readerIndex() + view.headerLength(), view.payloadLength());
        if (!deliver(view, payload, broadcast || offer, checked) && !broadcast && !offer) {
            refuse(view.protocol(), source, destination, packet.slice(packet.readerIndex(), view.totalLength()));
        }
    }

    void close() {
        reassembly.clear();
    }

    /** A packet of this host to itself. The payload is only lent. */
    void looped(Packet packet) {
        try {
            deliver(packet, Inet4Addresses.toInt(packet.source()), Inet4Addresses.toInt(packet.destination()));
        } catch (MalformedException e) {
            InetHost.LOG.debug("dropped one of our own packets: {}", e.reason());
        }
    }

    private boolean mayBeOffer(Ipv4View view, ByteBuf packet) {
        return !own.isConfigured() && view.protocol() == IpNetwork.UDP && view.fragmentOffset() == 0 && view.payloadLength() >= 8
                && packet.getUnsignedShort(packet.readerIndex() + view.headerLength() + 2) == BOOTP_CLIENT;
    }

    private boolean deliver(Ipv4View view, ByteBuf payload, boolean group, boolean checked) throws MalformedException {
        return deliver(
                new Packet(view.protocol(), addresses.get(view.source()), addresses.get(view.destination()), view.timeToLive(), group,
                        checked, payload),
                view.source(), view.destination());
    }

    private boolean deliver(Packet packet, int source, int destination) throws MalformedException {
        if (packet.protocol() == IpNetwork.ICMP) {
            IcmpProcessing.Report report = icmp.received(source, destination, packet.payload(), packet.group(), mtu.getAsInt());
            if (report != null) {
                listeners.unreachable(report.protocol(), addresses.get(report.destination()), report.reason(), report.original());
            }
            listeners.received(packet);
            return true;
        }
        return listeners.received(packet);
    }

    private void refuse(int protocol, int source, int destination, ByteBuf packet) {
        int code = listeners.any(protocol) ? IcmpMessage.PORT_UNREACHABLE : IcmpMessage.PROTOCOL_UNREACHABLE;
        icmp.send(IcmpMessage.UNREACHABLE, protocol == IpNetwork.UDP ? IcmpMessage.PORT_UNREACHABLE : code, source, destination, packet);
    }

    private void fragment(Ipv4View view, ByteBuf packet, boolean broadcast) throws MalformedException {
        Reassembly.Whole whole = reassembly.add(Reassembly.Fragment.of(view, packet), clock.nanoTime());
        if (whole == null) {
            startTimer();
            return;
        }
        try {
            // A device checks fragments, not what they make up.
            if (!deliver(view, whole.data(), broadcast, false) && !broadcast) {
                refuse(view.protocol(), view.source(), view.destination(), whole.head());
            }
        } finally {
            whole.release();
        }
    }

    private void startTimer() {
        if (!timing && !reassembly.isEmpty()) {
            timing = true;
            loop.schedule(this::expire, 1, TimeUnit.SECONDS);
        }
    }

    private void expire() {
        timing = false;
        reassembly.expire(clock.nanoTime(), head -> {
            icmp.send(IcmpMessage.TIME_EXCEEDED, IcmpMessage.REASSEMBLY_TIME_EXCEEDED, head.getInt(head.readerIndex() + 12),
                    head.getInt(head.readerIndex() + 16), head);
        });
        startTimer();
    }
}
