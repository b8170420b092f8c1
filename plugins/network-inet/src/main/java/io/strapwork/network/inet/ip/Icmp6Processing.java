package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener.Unreachable;
import io.strapwork.api.stack.PacketListener.Unreachable.Kind;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.ExtensionHeaders;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv6View;
import io.strapwork.network.inet.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ICMPv6 as a host speaks it (RFC 4443, 8201): answers echo requests, sends errors, understands those of others. */
final class Icmp6Processing {
    /** An error with the packet that it quotes fits in the least MTU (RFC 4443 2.4 c). */
    static final int MOST_QUOTED = Ipv6View.MIN_MTU - Ipv6View.HEADER - Icmp6Message.HEADER;
    private static final Logger LOG = LoggerFactory.getLogger(Icmp6Processing.class);
    private static final int LEAST_QUOTED = 8;
    private static final int ECHOES_PER_SECOND = 1000;
    private static final int ERRORS_PER_SECOND = 100;
    private static final int HEADROOM = EthernetView.HEADER + Ipv6View.HEADER;

    private final BootClock clock;
    private final OwnAddresses6 own;
    private final PathMtus<Ip6Address> paths;
    private final Address6Cache addresses;
    private final Ipv6Output output;
    private final MulticastListening groups;
    private final TokenBucket echoes;
    private final TokenBucket errors;

    Icmp6Processing(InetHost.Parts parts, Ipv6Output output, MulticastListening groups) {
        clock = parts.clock();
        own = parts.own6();
        paths = parts.paths6();
        addresses = parts.addresses6();
        this.output = output;
        this.groups = groups;
        echoes = new TokenBucket(ECHOES_PER_SECOND, 100, clock.nanoTime());
        errors = new TokenBucket(ERRORS_PER_SECOND, 20, clock.nanoTime());
    }

    /** An error of somebody else about a packet of ours. {@code original} is only lent. */
    record Report(int protocol, Ip6Address destination, Unreachable reason, ByteBuf original) {}

    /**
     * Takes notice of a message, whose payload is only lent.
     *
     * @param fragmented whether it came in pieces
     * @return what is to be told to the listeners of a protocol, or null
     */
    @Nullable
    Report received(Ip6Address source, Ip6Address destination, Packet packet, boolean fragmented, int mtu) throws MalformedException {
        ByteBuf payload = packet.payload();
        Icmp6Message message = Icmp6Message.parse(payload, source, destination, packet.checked());
        if (message.isDiscovery() && fragmented) {
            throw new MalformedException("neighbour discovery in fragments (RFC 6980)");
        }
        switch (message.type()) {
            case Icmp6Message.ECHO_REQUEST -> echo(message, source, destination, payload);
            case Icmp6Message.NEIGHBOUR_SOLICITATION, Icmp6Message.NEIGHBOUR_ADVERTISEMENT, Icmp6Message.ROUTER_ADVERTISEMENT ->
                output.discovery().received(message, source, destination, packet.hopLimit(), payload);
            case Icmp6Message.MULTICAST_LISTENER_QUERY -> groups.queried(source, packet.hopLimit(), payload);
            case Icmp6Message.REDIRECT -> LOG.debug("ignored a redirect from {}", source);
            case Icmp6Message.UNREACHABLE, Icmp6Message.PACKET_TOO_BIG, Icmp6Message.TIME_EXCEEDED, Icmp6Message.PARAMETER_PROBLEM -> {
                return report(message, source, payload, mtu);
            }
            default -> {
            }
        }
        return null;
    }

    /**
     * Tells the sender of a packet that it was not taken, unless that is forbidden (RFC 4443 2.4 e).
     *
     * @param toGroup whether a packet to a group may be answered, too
     * @param quoted  the packet from its header on; only lent
     */
    void send(Icmp6Message error, Ipv6View view, boolean toGroup, ByteBuf quoted) {
        Ip6Address source = view.source();
        Ip6Address from = own.contains(view.destination()) ? view.destination() : own.towards(source);
        boolean forbidden = !source.isHost() || view.destination().isMulticast() && !toGroup || from.isAny() || isError(view, quoted);
        if (forbidden || !errors.take(clock.nanoTime())) {
            return;
        }
        int length = Math.min(quoted.readableBytes(), MOST_QUOTED);
        ByteBuf message = message(Icmp6Message.HEADER + length);
        error.set(message, HEADROOM);
        message.writerIndex(HEADROOM + Icmp6Message.HEADER).writeBytes(quoted, quoted.readerIndex(), length);
        output.send(Packet.unfinished(IpNetwork.ICMP6, addresses.get(from), addresses.get(source), message));
    }

    private static boolean isError(Ipv6View view, ByteBuf packet) {
        try {
            ExtensionHeaders headers = ExtensionHeaders.of(view, packet);
            int at = packet.readerIndex() + headers.offset();
            return headers.protocol() == IpNetwork.ICMP6
                    && (at >= packet.writerIndex() || packet.getUnsignedByte(at) < Icmp6Message.ECHO_REQUEST
                            || packet.getUnsignedByte(at) == Icmp6Message.REDIRECT);
        } catch (MalformedException e) {
            return true;
        }
    }

    private void echo(Icmp6Message request, Ip6Address source, Ip6Address destination, ByteBuf payload) {
        Ip6Address from = destination.isMulticast() ? own.towards(source) : destination;
        if (!source.isHost() || from.isAny() || !echoes.take(clock.nanoTime())) {
            LOG.debug("an echo request from {} is not answered", source);
            return;
        }
        int body = payload.readableBytes() - Icmp6Message.HEADER;
        ByteBuf reply = message(Icmp6Message.HEADER + body);
        new Icmp6Message(Icmp6Message.ECHO_REPLY, 0, request.rest()).set(reply, HEADROOM);
        reply.writerIndex(HEADROOM + Icmp6Message.HEADER).writeBytes(payload, payload.readerIndex() + Icmp6Message.HEADER, body);
        output.send(Packet.unfinished(IpNetwork.ICMP6, addresses.get(from), addresses.get(source), reply));
    }

    private @Nullable Report report(Icmp6Message message, Ip6Address source, ByteBuf payload, int mtu) throws MalformedException {
        ByteBuf quoted = payload.slice(payload.readerIndex() + Icmp6Message.HEADER, payload.readableBytes() - Icmp6Message.HEADER);
        Ipv6View view = Ipv6View.parseQuoted(quoted);
        if (!own.contains(view.source())) {
            throw new MalformedException("ICMPv6 error about a packet of somebody else");
        }
        int protocol = view.nextHeader();
        int at = Ipv6View.HEADER;
        if (protocol == ExtensionHeaders.FRAGMENT && quoted.readableBytes() >= at + ExtensionHeaders.FRAGMENT_LENGTH) {
            // this host sends no other extension headers than that
            if (quoted.getUnsignedShort(at + 2) >>> 3 != 0) {
                throw new MalformedException("ICMPv6 error about a later fragment");
            }
            protocol = quoted.getUnsignedByte(at);
            at += ExtensionHeaders.FRAGMENT_LENGTH;
        }
        if (quoted.readableBytes() < at + LEAST_QUOTED) {
            throw new MalformedException("ICMPv6 error that quotes too little");
        }
        Kind kind = kind(message);
        int told = 0;
        if (kind == Kind.PACKET_TOO_BIG) {
            told = message.rest() < Ipv6View.MIN_MTU
                    ? 0
                    : paths.refused(view.destination(), message.rest(), Ipv6View.HEADER + view.payloadLength(), mtu, clock.nanoTime());
            if (told == 0) {
                LOG.debug("{} told no news about the path to {}", source, view.destination());
                return null;
            }
        }
        return new Report(protocol, view.destination(), new Unreachable(kind, told), quoted.skipBytes(at));
    }

    private static Kind kind(Icmp6Message message) {
        return switch (message.type()) {
            case Icmp6Message.PACKET_TOO_BIG -> Kind.PACKET_TOO_BIG;
            case Icmp6Message.TIME_EXCEEDED -> Kind.TIME_EXCEEDED;
            case Icmp6Message.PARAMETER_PROBLEM -> Kind.PROTOCOL;
            default -> switch (message.code()) {
                case 0 -> Kind.NETWORK;
                case 1, 5, 6 -> Kind.PROHIBITED;
                case Icmp6Message.PORT_UNREACHABLE -> Kind.PORT;
                default -> Kind.HOST;
            };
        };
    }

    private static ByteBuf message(int length) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(HEADROOM + length).setIndex(HEADROOM, HEADROOM);
    }
}
