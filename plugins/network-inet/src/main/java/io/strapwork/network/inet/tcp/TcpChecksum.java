package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.InetAddress;

/** The checksum with the pseudo header of IP (RFC 9293 3.1, 8200 8.1). */
final class TcpChecksum {
    private TcpChecksum() {}

    /** What addresses and protocol add; the length is added by {@link #matches}. */
    static long pseudoHeader(InetAddress source, InetAddress destination) {
        return InternetChecksum.pseudoHeader(source, destination, IpNetwork.TCP, 0);
    }

    static boolean matches(ByteBuf segment, long pseudoHeader) {
        int bytes = segment.readableBytes();
        return InternetChecksum.holds(InternetChecksum.add(pseudoHeader + bytes, segment, segment.readerIndex(), bytes));
    }
}
