package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.Inet4Address;

/** The checksum with the pseudo header of IPv4 (RFC 9293 3.1). */
final class TcpChecksum {
    /** Of the field in the header. */
    static final int OFFSET = 16;

    private TcpChecksum() {}

    /** What addresses and protocol add; the length is added by the other methods. */
    static long pseudoHeader(Inet4Address source, Inet4Address destination) {
        return InternetChecksum.pseudoHeader(source, destination, IpNetwork.TCP, 0);
    }

    /** Writes the checksum of all readable bytes into the header at the reader index, where it is zero yet. */
    static void fill(ByteBuf segment, long pseudoHeader) {
        segment.setShort(segment.readerIndex() + OFFSET, InternetChecksum.finish(sum(segment, pseudoHeader)));
    }

    /**
     * Leaves the sum to whoever carries the segment ({@link IpNetwork#completesChecksums}).
     *
     * @param bytes of header and payload
     */
    static void leave(ByteBuf segment, long pseudoHeader, int bytes) {
        segment.setShort(segment.readerIndex() + OFFSET, InternetChecksum.fold(pseudoHeader + bytes));
    }

    static boolean matches(ByteBuf segment, long pseudoHeader) {
        return InternetChecksum.holds(sum(segment, pseudoHeader));
    }

    private static long sum(ByteBuf segment, long pseudoHeader) {
        int bytes = segment.readableBytes();
        return InternetChecksum.add(pseudoHeader + bytes, segment, segment.readerIndex(), bytes);
    }
}
