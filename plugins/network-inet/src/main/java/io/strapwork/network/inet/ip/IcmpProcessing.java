package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener.Unreachable;
import io.strapwork.api.stack.PacketListener.Unreachable.Kind;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.IcmpMessage;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ICMP as a host speaks it (RFC 792, 1122 3.2.2, 1191): answers echo requests, sends errors, understands those of others. */
final class IcmpProcessing {
    /** An error's IP packet is at most 576 bytes long (RFC 1812 4.3.2.3). */
    static final int MOST_QUOTED = 576 - Ipv4View.HEADER - IcmpMessage.HEADER;
    private static final Logger LOG = LoggerFactory.getLogger(IcmpProcessing.class);
    private static final int LEAST_QUOTED = 8;
    private static final int ECHOES_PER_SECOND = 1000;
    private static final int ERRORS_PER_SECOND = 100;

    private final BootClock clock;
    private final OwnAddresses own;
    private final PathMtus<Integer> paths;
    private final AddressCache addresses;
    private final Ipv4Output output;
    private final TokenBucket echoes;
    private final TokenBucket errors;

    IcmpProcessing(InetHost.Parts parts, Ipv4Output output) {
        clock = parts.clock();
        own = parts.own();
        paths = parts.paths();
        addresses = parts.addresses();
        this.output = output;
        echoes = new TokenBucket(ECHOES_PER_SECOND, 100, clock.nanoTime());
        errors = new TokenBucket(ERRORS_PER_SECOND, 20, clock.nanoTime());
    }

    /** An error from another host about one of our packets. {@code original} is only lent. */
    record Report(int protocol, int destination, Unreachable reason, ByteBuf original) {}

    /**
     * Takes notice of a message, whose payload is only lent.
     *
     * @return what is to be told to the listeners of a protocol, or null
     */
    @Nullable
    Report received(int source, int destination, ByteBuf payload, boolean broadcast, int mtu) throws MalformedException {
        IcmpMessage message = IcmpMessage.parse(payload);
        return switch (message.type()) {
            case IcmpMessage.ECHO_REQUEST -> {
                if (!broadcast && own.contains(destination)) {
                    echo(message, source, destination, payload);
                }
                yield null;
            }
            case IcmpMessage.UNREACHABLE, IcmpMessage.TIME_EXCEEDED -> broadcast ? null : report(message, source, payload, mtu);
            case IcmpMessage.REDIRECT -> {
                LOG.debug("ignored a redirect from {}", Inet4Addresses.toString(source));
                yield null;
            }
            default -> null;
        };
    }

    /**
     * Tells the sender of a packet that it was not taken, unless that is forbidden (RFC 1122 3.2.2).
     *
     * @param quoted the packet from its header on; only lent
     */
    void send(int type, int code, int source, int destination, ByteBuf quoted) {
        if (!own.contains(destination) || !Inet4Addresses.isHost(source) || own.isBroadcast(source) || !errors.take(clock.nanoTime())) {
            return;
        }
        int length = Math.min(quoted.readableBytes(), MOST_QUOTED);
        ByteBuf message = message(IcmpMessage.HEADER + length);
        int at = message.writerIndex();
        message.writeZero(IcmpMessage.HEADER).writeBytes(quoted, quoted.readerIndex(), length);
        new IcmpMessage(type, code, 0).set(message, at, length);
        output.send(Packet.of(IpNetwork.ICMP, addresses.get(destination), addresses.get(source), message));
    }

    private void echo(IcmpMessage request, int source, int destination, ByteBuf payload) {
        if (!echoes.take(clock.nanoTime())) {
            LOG.debug("too many echo requests from {}", Inet4Addresses.toString(source));
            return;
        }
        int body = payload.readableBytes() - IcmpMessage.HEADER;
        ByteBuf reply = message(IcmpMessage.HEADER + body);
        int at = reply.writerIndex();
        reply.writeZero(IcmpMessage.HEADER).writeBytes(payload, payload.readerIndex() + IcmpMessage.HEADER, body);
        new IcmpMessage(IcmpMessage.ECHO_REPLY, 0, request.rest()).set(reply, at, body);
        output.send(Packet.of(IpNetwork.ICMP, addresses.get(destination), addresses.get(source), reply));
    }

    private @Nullable Report report(IcmpMessage message, int source, ByteBuf payload, int mtu) throws MalformedException {
        ByteBuf quoted = payload.slice(payload.readerIndex() + IcmpMessage.HEADER, payload.readableBytes() - IcmpMessage.HEADER);
        Ipv4View view = Ipv4View.parseQuoted(quoted);
        if (!own.contains(view.source())) {
            throw new MalformedException("ICMP error about someone else's packet");
        }
        if (view.fragmentOffset() != 0 || quoted.readableBytes() < view.headerLength() + LEAST_QUOTED) {
            throw new MalformedException("ICMP error that quotes too little");
        }
        Kind kind = kind(message);
        int told = 0;
        if (kind == Kind.PACKET_TOO_BIG) {
            told = paths.refused(view.destination(), message.rest() & 0xffff, view.totalLength(), mtu, clock.nanoTime());
            if (told == 0) {
                LOG.debug("{} reported nothing new about the path to {}", Inet4Addresses.toString(source),
                        Inet4Addresses.toString(view.destination()));
                return null;
            }
        }
        return new Report(view.protocol(), view.destination(), new Unreachable(kind, told), quoted.skipBytes(view.headerLength()));
    }

    private static Kind kind(IcmpMessage message) {
        if (message.type() == IcmpMessage.TIME_EXCEEDED) {
            return Kind.TIME_EXCEEDED;
        }
        return switch (message.code()) {
            case 0, 6, 11 -> Kind.NETWORK;
            case IcmpMessage.PROTOCOL_UNREACHABLE -> Kind.PROTOCOL;
            case IcmpMessage.PORT_UNREACHABLE -> Kind.PORT;
            case IcmpMessage.FRAGMENTATION_NEEDED -> Kind.PACKET_TOO_BIG;
            case 9, 10, 13 -> Kind.PROHIBITED;
            default -> Kind.HOST;
        };
    }

    private static ByteBuf message(int length) {
        int headroom = EthernetView.HEADER + Ipv4View.HEADER;
        return PooledByteBufAllocator.DEFAULT.directBuffer(headroom + length).setIndex(headroom, headroom);
    }
}
