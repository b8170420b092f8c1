package io.strapwork.network.inet.nd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;

/**
 * A neighbour solicitation or advertisement (RFC 4861 4.3, 4.4), checked but for its hop limit.
 *
 * @param linkLayer of the sender of a solicitation, or of an advertisement's target, in the low 48 bits; {@link #NO_ADDRESS} without the option
 */
public record NeighbourMessage(Ip6Address target, boolean router, boolean solicited, boolean override, long linkLayer) {
    public static final long NO_ADDRESS = -1;
    private static final int LENGTH = Icmp6Message.HEADER + Ip6Address.LENGTH;
    private static final int ROUTER = 0x8000_0000;
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    /** Ethernet, IPv6, and what a checksum field is before it is filled in. */
    private static final int HEADROOM = 64;

    /** Reads a solicitation, whose ICMPv6 header is at the reader index. */
    public static NeighbourMessage solicitation(Icmp6Message header, Ip6Address source, Ip6Address destination, ByteBuf message)
            throws MalformedException {
        NeighbourMessage parsed = parse(header, message, NdOptions.SOURCE_LINK_LAYER_ADDRESS);
        if (source.isAny() && (!destination.equals(parsed.target.solicitedNode()) || parsed.linkLayer != NO_ADDRESS)) {
            throw new MalformedException("solicitation without a source that is no duplicate address detection");
        }
        return parsed;
    }

    /** Reads an advertisement, whose ICMPv6 header is at the reader index. */
    public static NeighbourMessage advertisement(Icmp6Message header, Ip6Address destination, ByteBuf message) throws MalformedException {
        NeighbourMessage parsed = parse(header, message, NdOptions.TARGET_LINK_LAYER_ADDRESS);
        if (parsed.solicited && destination.isMulticast()) {
            throw new MalformedException("solicited advertisement to a group");
        }
        return parsed;
    }

    private static NeighbourMessage parse(Icmp6Message header, ByteBuf message, int wanted) throws MalformedException {
        NdOptions.check(message, header.type(), LENGTH, "neighbour message");
        Ip6Address target = Ip6Address.at(message, message.readerIndex() + Icmp6Message.HEADER);
        if (!target.isHost()) {
            throw new MalformedException("neighbour message about " + target);
        }
        var linkLayer = new NdOptions.LinkLayer(wanted);
        NdOptions.each(message, LENGTH, linkLayer::take);
        if (linkLayer.bits() != NO_ADDRESS && (linkLayer.bits() >>> 40 & 1) != 0) {
            throw new MalformedException("neighbour with a group's Ethernet address");
        }
        return new NeighbourMessage(target, (header.rest() & ROUTER) != 0, (header.rest() & SOLICITED) != 0,
                (header.rest() & OVERRIDE) != 0,
                linkLayer.bits());
    }

    /** A solicitation, its checksum zero, with room for headers before it; without the option where {@code own} is {@link #NO_ADDRESS}. */
    public static ByteBuf solicit(Ip6Address target, long own) {
        return message(Icmp6Message.NEIGHBOUR_SOLICITATION, 0, target, NdOptions.SOURCE_LINK_LAYER_ADDRESS, own);
    }

    /**
     * An advertisement of an own address, as above.
     *
     * @param router whether a router says so; hosts forget one that denies it
     */
    public static ByteBuf advertise(Ip6Address target, boolean router, boolean solicited, long own) {
        int flags = OVERRIDE | (router ? ROUTER : 0) | (solicited ? SOLICITED : 0);
        return message(Icmp6Message.NEIGHBOUR_ADVERTISEMENT, flags, target, NdOptions.TARGET_LINK_LAYER_ADDRESS, own);
    }

    private static ByteBuf message(int type, int flags, Ip6Address target, int option, long linkLayer) {
        boolean with = linkLayer != NO_ADDRESS;
        ByteBuf message = PooledByteBufAllocator.DEFAULT.directBuffer(HEADROOM + LENGTH + NdOptions.UNIT).setIndex(HEADROOM,
                HEADROOM + LENGTH);
        new Icmp6Message(type, 0, flags).set(message, HEADROOM);
        target.set(message, HEADROOM + Icmp6Message.HEADER);
        if (with) {
            message.writeShort(option << 8 | 1).writeShort((int) (linkLayer >>> 32)).writeInt((int) linkLayer);
        }
        return message;
    }
}
