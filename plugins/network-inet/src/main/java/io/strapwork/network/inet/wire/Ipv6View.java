package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;

/**
 * The fixed header of an IPv6 packet (RFC 8200 section 3), checked: version and length. Traffic class and flow label are not looked at.
 *
 * @param payloadLength what follows the header, in bytes; what follows that in a frame is padding
 * @param nextHeader    the protocol, or the first extension header
 */
public record Ipv6View(int payloadLength, int nextHeader, int hopLimit, Ip6Address source, Ip6Address destination) {
    public static final int HEADER = 40;
    /** The least MTU that every link has (RFC 8200 section 5). */
    public static final int MIN_MTU = 1280;
    public static final int MAX_PAYLOAD = 65535;
    public static final int NEXT_HEADER = 6;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    /** Reads the header at the reader index. */
    public static Ipv6View parse(ByteBuf packet) throws MalformedException {
        Ipv6View view = parseQuoted(packet);
        if (HEADER + view.payloadLength > packet.readableBytes()) {
            throw new MalformedException("IPv6 packet with " + view.payloadLength + " bytes in a frame with " + packet.readableBytes());
        }
        return view;
    }

    /** Reads the header at the reader index of a packet that an ICMPv6 error quotes, perhaps cut off. */
    public static Ipv6View parseQuoted(ByteBuf packet) throws MalformedException {
        if (packet.readableBytes() < HEADER) {
            throw new MalformedException("IPv6 packet shorter than its header");
        }
        int at = packet.readerIndex();
        int version = packet.getUnsignedByte(at) >>> 4;
        if (version != 6) {
            throw new MalformedException("IP version " + version + " in an IPv6 frame");
        }
        return new Ipv6View(packet.getUnsignedShort(at + PAYLOAD_LENGTH), packet.getUnsignedByte(at + NEXT_HEADER),
                packet.getUnsignedByte(at + HOP_LIMIT), Ip6Address.at(packet, at + SOURCE), Ip6Address.at(packet, at + DESTINATION));
    }

    /** Writes this header at {@code index}. */
    public void set(ByteBuf packet, int index) {
        packet.setInt(index, 0x6000_0000);
        packet.setShort(index + PAYLOAD_LENGTH, payloadLength);
        packet.setByte(index + NEXT_HEADER, nextHeader);
        packet.setByte(index + HOP_LIMIT, hopLimit);
        source.set(packet, index + SOURCE);
        destination.set(packet, index + DESTINATION);
    }
}
