package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;

/**
 * A received segment (RFC 9293 3.1), checked once, here. It does not hold the bytes: the payload is {@code payloadBytes} at
 * {@code payloadIndex} of the buffer that was parsed.
 *
 * @param window      as it is in the header, not scaled
 * @param mss         of the option, or 0 without one
 * @param windowShift of the option, at most 14, or -1 without one (RFC 7323 2.2)
 * @param sack        left and right edges in turn, the first block first; empty without the option (RFC 2018)
 */
public record TcpView(int sourcePort, int destinationPort, int sequence, int acknowledgement, int flags, int window, int mss,
        int windowShift, boolean sackPermitted, boolean timestamped, int timestamp, int timestampEcho, int[] sack, int payloadIndex,
        int payloadBytes) {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;
    public static final int URG = 32;

    static final int HEADER_BYTES = 20;
    private static final int[] NO_SACK = {};
    private static final int GREATEST_SHIFT = 14;

    /**
     * Checks the structure, not the checksum. Indices of the buffer are left as they are.
     *
     * @throws MalformedSegmentException when header or options don't fit
     */
    public static TcpView parse(ByteBuf segment) throws MalformedSegmentException {
        int start = segment.readerIndex();
        int bytes = segment.readableBytes();
        if (bytes < HEADER_BYTES) {
            throw new MalformedSegmentException("a segment of " + bytes + " bytes has no room for a header");
        }
        int word = segment.getUnsignedShort(start + 12);
        int header = (word >>> 12) * 4;
        if (header < HEADER_BYTES || header > bytes) {
            throw new MalformedSegmentException("data offset " + header + " in a segment of " + bytes + " bytes");
        }
        var options = header == HEADER_BYTES ? TcpOptionList.NONE : TcpOptionList.parse(segment, start + HEADER_BYTES, start + header);
        return new TcpView(segment.getUnsignedShort(start), segment.getUnsignedShort(start + 2), segment.getInt(start + 4),
                segment.getInt(start + 8), word & 0x3f, segment.getUnsignedShort(start + 14), options.mss(), options.windowShift(),
                options.sackPermitted(), options.timestamped(), options.timestamp(), options.timestampEcho(), options.sack(),
                start + header, bytes - header);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Sequence numbers that it takes: its payload, SYN and FIN. */
    public int length() {
        return payloadBytes + (flags & FIN) + ((flags & SYN) >>> 1);
    }

    /** What follows the fixed header. */
    private record TcpOptionList(int mss, int windowShift, boolean sackPermitted, boolean timestamped, int timestamp, int timestampEcho,
            int[] sack) {
        static final TcpOptionList NONE = new TcpOptionList(0, -1, false, false, 0, 0, NO_SACK);
        /** NOP, NOP, timestamps of ten bytes: what nearly every segment carries (RFC 7323 appendix A). */
        private static final int ALIGNED_TIMESTAMPS = 0x0101_080a;

        static TcpOptionList parse(ByteBuf segment, int from, int to) throws MalformedSegmentException {
            if (to - from == 12 && segment.getInt(from) == ALIGNED_TIMESTAMPS) {
                return new TcpOptionList(0, -1, false, true, segment.getInt(from + 4), segment.getInt(from + 8), NO_SACK);
            }
            int mss = 0;
            int shift = -1;
            boolean permitted = false;
            boolean timestamped = false;
            int timestamp = 0;
            int echo = 0;
            int[] sack = NO_SACK;
            int index = from;
            while (index < to) {
                int kind = segment.getUnsignedByte(index);
                if (kind == 0) {
                    break;
                }
                if (kind == 1) {
                    index++;
                    continue;
                }
                int length = index + 1 < to ? segment.getUnsignedByte(index + 1) : 0;
                if (length < 2 || length > to - index) {
                    throw new MalformedSegmentException("option " + kind + " at byte " + (index - from + HEADER_BYTES) + " does not fit");
                }
                switch (kind << 8 | length) {
                    case 2 << 8 | 4 -> mss = segment.getUnsignedShort(index + 2);
                    case 3 << 8 | 3 -> shift = Math.min(segment.getUnsignedByte(index + 2), GREATEST_SHIFT);
                    case 4 << 8 | 2 -> permitted = true;
                    case 5 << 8 | 10, 5 << 8 | 18, 5 << 8 | 26, 5 << 8 | 34 -> sack = blocks(segment, index + 2, (length - 2) / 4);
                    case 8 << 8 | 10 -> {
                        timestamped = true;
                        timestamp = segment.getInt(index + 2);
                        echo = segment.getInt(index + 6);
                    }
                    default -> {
                        // RFC 9293 3.2: an option that is not known is skipped
                    }
                }
                index += length;
            }
            return new TcpOptionList(mss, shift, permitted, timestamped, timestamp, echo, sack);
        }

        private static int[] blocks(ByteBuf segment, int index, int words) {
            var edges = new int[words];
            for (int i = 0; i < words; i++) {
                edges[i] = segment.getInt(index + 4 * i);
            }
            return edges;
        }
    }
}
