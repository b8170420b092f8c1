package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.ExtensionHeaders;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv6View;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Receives IPv6 packets: checks, extension headers, fragments, and who they are for. */
final class Ipv6Input {
    private static final int LINK_SCOPE = 2;

    private final IoEventLoop loop;
    private final BootClock clock;
    private final OwnAddresses6 own;
    private final Listeners listeners;
    private final Icmp6Processing icmp;
    private final IntSupplier mtu;
    private final Address6Cache addresses;
    private final Reassembly reassembly = new Reassembly(Reassembly.PATIENCE6_NANOS, Icmp6Processing.MOST_QUOTED);
    private boolean timing;

    Ipv6Input(InetHost.Parts parts, Listeners listeners, Icmp6Processing icmp, IntSupplier mtu) {
        loop = parts.loop();
        clock = parts.clock();
        own = parts.own6();
        addresses = parts.addresses6();
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
        if (!own.isConfigured()) {
            throw new MalformedException("this host has no IPv6 address");
        }
        Ipv6View view = Ipv6View.parse(packet);
        Ip6Address source = view.source();
        Ip6Address destination = view.destination();
        if (!source.isHost() && !source.isAny() || own.contains(source)) {
            throw new MalformedException("IPv6 packet from " + source);
        }
        boolean multicast = destination.isMulticast();
        if (multicast ? destination.scope() < LINK_SCOPE || !group : !own.contains(destination) || group) {
            throw new MalformedException("IPv6 packet for " + destination + ", not for this host");
        }
        ByteBuf whole = packet.slice(packet.readerIndex(), Ipv6View.HEADER + view.payloadLength());
        ExtensionHeaders headers = ExtensionHeaders.of(view, whole);
        ExtensionHeaders.Problem problem = headers.problem();
        ExtensionHeaders.Fragment fragment = headers.fragment();
        if (problem != null) {
            icmp.send(new Icmp6Message(Icmp6Message.PARAMETER_PROBLEM, problem.code(), problem.pointer()), view, problem.evenMulticast(),
                    whole);
        } else if (fragment != null && !fragment.isAtomic()) {
            fragment(view, headers, fragment, whole);
        } else {
            int offset = headers.offset();
            ByteBuf payload = whole.slice(offset, whole.readableBytes() - offset);
            deliver(view, headers.protocol(), headers.before(), payload, fragment != null, checked, whole);
        }
    }

    void close() {
        reassembly.clear();
    }

    /** A packet of this host to itself. The payload is only lent. */
    void looped(Packet packet) {
        try {
            deliver(packet, Ip6Address.of(packet.source()), Ip6Address.of(packet.destination()), false);
        } catch (MalformedException e) {
            InetHost.LOG.debug("dropped an own packet: {}", e.reason());
        }
    }

    /** @param before where {@code protocol} stands, in bytes behind the start of the packet, or -1 where that is not known any more */
    private void deliver(Ipv6View view, int protocol, int before, ByteBuf payload, boolean fragmented, boolean checked, ByteBuf quoted)
            throws MalformedException {
        int upper = protocol;
        int pointer = before;
        ByteBuf data = payload;
        if (fragmented) {
            ExtensionHeaders more = ExtensionHeaders.behindFragments(protocol, payload);
            upper = more.protocol();
            pointer = more.before();
            data = payload.slice(payload.readerIndex() + more.offset(), payload.readableBytes() - more.offset());
        }
        if (upper == ExtensionHeaders.NO_NEXT_HEADER) {
            return;
        }
        var packet = new Packet(upper, addresses.get(view.source()), addresses.get(view.destination()), view.hopLimit(),
                view.destination().isMulticast(), checked, data);
        if (deliver(packet, view.source(), view.destination(), fragmented)) {
            return;
        }
        icmp.send(upper == IpNetwork.UDP || listeners.any(upper)
                ? new Icmp6Message(Icmp6Message.UNREACHABLE, Icmp6Message.PORT_UNREACHABLE, 0)
                : new Icmp6Message(Icmp6Message.PARAMETER_PROBLEM, ExtensionHeaders.UNKNOWN_HEADER, Math.max(0, pointer)), view, false,
                quoted);
    }

    private boolean deliver(Packet packet, Ip6Address source, Ip6Address destination, boolean fragmented) throws MalformedException {
        if (packet.protocol() != IpNetwork.ICMP6) {
            return listeners.received(packet);
        }
        Icmp6Processing.Report report = icmp.received(source, destination, packet, fragmented, mtu.getAsInt());
        if (report != null) {
            listeners.unreachable(report.protocol(), addresses.get(report.destination()), report.reason(), report.original());
        }
        listeners.received(packet);
        return true;
    }

    private void fragment(Ipv6View view, ExtensionHeaders headers, ExtensionHeaders.Fragment fragment, ByteBuf packet)
            throws MalformedException {
        int length = packet.readableBytes() - headers.offset();
        if (length == 0 || fragment.more() && length % 8 != 0 || fragment.start() + length > Ipv6View.MAX_PAYLOAD) {
            throw new MalformedException("fragment of " + length + " bytes at " + fragment.start());
        }
        if (fragment.start() == 0) {
            // RFC 7112: the first fragment has all headers
            ExtensionHeaders.behindFragments(headers.protocol(), packet.slice(headers.offset(), length));
        }
        Reassembly.Whole whole = reassembly.add(
                new Reassembly.Fragment(new Key(view.source(), view.destination(), fragment.identification()), fragment.start(), length,
                        fragment.more(), headers.protocol(), headers.offset(), packet),
                clock.nanoTime());
        if (whole == null) {
            startTimer();
            return;
        }
        try {
            // a device checks fragments, not what they make up
            deliver(view, whole.protocol(), -1, whole.data(), true, false, whole.head());
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
        reassembly.expire(clock.nanoTime(), this::tellExpired);
        startTimer();
    }

    private void tellExpired(ByteBuf head) {
        try {
            icmp.send(new Icmp6Message(Icmp6Message.TIME_EXCEEDED, Icmp6Message.REASSEMBLY_TIME_EXCEEDED, 0), Ipv6View.parseQuoted(head),
                    false, head);
        } catch (MalformedException e) {
            throw new IllegalStateException("the head of a packet was parsed before", e);
        }
    }

    private record Key(Ip6Address source, Ip6Address destination, int identification) {}
}
