package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of an Ethernet II frame; what it carries starts at {@link #HEADER} and may be padded.
 *
 * @param destination in the low 48 bits
 * @param source      in the low 48 bits
 * @param type        EtherType, 1536 or more
 */
public record EthernetView(long destination, long source, int type) {
    public static final int HEADER = 14;
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int IPV6 = 0x86dd;
    public static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    /** Reads the header at the reader index. */
    public static EthernetView parse(ByteBuf frame) throws MalformedException {
        if (frame.readableBytes() < HEADER) {
            throw new MalformedException("frame shorter than its header");
        }
        int at = frame.readerIndex();
        long first = frame.getLong(at);
        long source = frame.getLong(at + SOURCE) >>> 16;
        int type = frame.getUnsignedShort(at + TYPE);
        if (type < 1536) {
            throw new MalformedException("IEEE 802.3 frame");
        }
        if ((source >>> 40 & 1) != 0) {
            throw new MalformedException("frame from a group address");
        }
        return new EthernetView(first >>> 16, source, type);
    }

    /** Whether it is for more than one station. */
    public boolean isGroup() {
        return (destination >>> 40 & 1) != 0;
    }

    /** Writes a header at {@code index}. */
    public static void set(ByteBuf frame, int index, long destination, long source, int type) {
        frame.setLong(index, destination << 16 | source >>> 32);
        frame.setInt(index + SOURCE + 2, (int) source);
        frame.setShort(index + TYPE, type);
    }
}
