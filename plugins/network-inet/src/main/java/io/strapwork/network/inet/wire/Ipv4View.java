package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of an IPv4 packet (RFC 791), checked: version, lengths, header checksum. Options are skipped.
 *
 * @param headerLength   in bytes
 * @param totalLength    header and payload, in bytes; what follows in a frame is padding
 * @param fragmentOffset in bytes
 * @param source         in network order
 * @param destination    in network order
 */
public record Ipv4View(int headerLength, int totalLength, int identification, boolean dontFragment, boolean moreFragments,
        int fragmentOffset, int timeToLive, int protocol, int source, int destination) {
    /** Without options. */
    public static final int HEADER = 20;
    public static final int MAX_LENGTH = 65535;
    /** The least MTU that every link has (RFC 791 3.2). */
    public static final int MIN_MTU = 68;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FRAGMENT = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int PROTOCOL = 9;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final long WORD = 0xffff_ffffL;

    /** Reads the header at the reader index. */
    public static Ipv4View parse(ByteBuf packet) throws MalformedException {
        Ipv4View view = parseQuoted(packet);
        int at = packet.readerIndex();
        if (view.totalLength > packet.readableBytes()) {
            throw new MalformedException("IP packet of " + view.totalLength + " bytes in a frame with " + packet.readableBytes());
        }
        if (!InternetChecksum.holds(InternetChecksum.add(0, packet, at, view.headerLength))) {
            throw new MalformedException("wrong IP header checksum");
        }
        if (view.fragmentOffset + view.payloadLength() > MAX_LENGTH - HEADER) {
            throw new MalformedException("fragment extends past the longest packet");
        }
        if (view.moreFragments && (view.payloadLength() % 8 != 0 || view.payloadLength() == 0)) {
            throw new MalformedException("fragment whose length is not a multiple of eight");
        }
        return view;
    }

    /** Reads the header at the reader index of a packet that an ICMP error quotes: cut off, and perhaps changed on its way. */
    public static Ipv4View parseQuoted(ByteBuf packet) throws MalformedException {
        int readable = packet.readableBytes();
        if (readable < HEADER) {
            throw new MalformedException("IP packet shorter than its header");
        }
        int at = packet.readerIndex();
        int first = packet.getUnsignedByte(at);
        if (first >>> 4 != 4) {
            throw new MalformedException("IP version " + (first >>> 4));
        }
        int headerLength = (first & 15) << 2;
        int totalLength = packet.getUnsignedShort(at + TOTAL_LENGTH);
        if (headerLength < HEADER || headerLength > readable || totalLength < headerLength) {
            throw new MalformedException("IP header of " + headerLength + " bytes in a packet of " + totalLength);
        }
        int fragment = packet.getUnsignedShort(at + FRAGMENT);
        return new Ipv4View(headerLength, totalLength, packet.getUnsignedShort(at + IDENTIFICATION), (fragment & DONT_FRAGMENT) != 0,
                (fragment & MORE_FRAGMENTS) != 0, (fragment & 0x1fff) << 3, packet.getUnsignedByte(at + TIME_TO_LIVE),
                packet.getUnsignedByte(at + PROTOCOL), packet.getInt(at + SOURCE), packet.getInt(at + DESTINATION));
    }

    public int payloadLength() {
        return totalLength - headerLength;
    }

    public boolean isFragment() {
        return moreFragments || fragmentOffset != 0;
    }

    /** Writes this header, without options and with its checksum, at {@code index}. */
    public void set(ByteBuf packet, int index) {
        int lengths = 0x4500 << 16 | totalLength;
        int fragment = identification << 16 | (dontFragment ? DONT_FRAGMENT : 0) | (moreFragments ? MORE_FRAGMENTS : 0)
                | fragmentOffset >>> 3;
        int kind = timeToLive << 24 | protocol << 16;
        long sum = (lengths & WORD) + (fragment & WORD) + (kind & WORD) + (source & WORD) + (destination & WORD);
        packet.setInt(index, lengths);
        packet.setInt(index + IDENTIFICATION, fragment);
        packet.setInt(index + TIME_TO_LIVE, kind | InternetChecksum.finish(sum));
        packet.setInt(index + SOURCE, source);
        packet.setInt(index + DESTINATION, destination);
    }
}
