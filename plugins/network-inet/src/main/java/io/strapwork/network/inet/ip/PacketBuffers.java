package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.InternetChecksum;

/** What packets of both families have in common on their way out: room for headers, and checksums that nobody has filled in. */
final class PacketBuffers {
    static final int TCP_CHECKSUM = 16;
    private static final int UDP_CHECKSUM = 6;
    /** Up to here a payload is copied behind its headers; above, they are joined without a copy. */
    private static final int COPIED = 1024;
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private PacketBuffers() {}

    /** Where the checksum field is behind the IP header. */
    static int checksumAt(Packet packet) {
        return switch (packet.protocol()) {
            case IpNetwork.TCP -> TCP_CHECKSUM;
            case IpNetwork.UDP -> UDP_CHECKSUM;
            case IpNetwork.ICMP6 -> Icmp6Message.CHECKSUM;
            default -> throw new IllegalArgumentException(
                    "checksums of TCP, UDP and ICMPv6 can be filled in, not of protocol " + packet.protocol());
        };
    }

    /** Fills in a checksum. */
    static void complete(Packet packet, long pseudoHeader) {
        ByteBuf payload = packet.payload();
        int start = payload.readerIndex();
        int sum = InternetChecksum.finish(InternetChecksum.add(pseudoHeader, payload, start, payload.readableBytes()));
        // RFC 768: a sum of zero says that there is none
        payload.setShort(start + checksumAt(packet), sum == 0 && packet.protocol() == IpNetwork.UDP ? 0xffff : sum);
    }

    /** A buffer with room for so many bytes of headers at its reader index. Takes the payload. */
    static ByteBuf withHeadroom(ByteBuf payload, int headers) {
        int start = payload.readerIndex();
        // nobody else can see the bytes before the payload: the memory is not shared with another buffer
        if (start >= headers && payload.unwrap() == null && payload.refCnt() == 1 && !payload.isReadOnly()) {
            return payload.readerIndex(start - headers);
        }
        int length = payload.readableBytes();
        if (length <= COPIED) {
            ByteBuf frame = ALLOCATOR.directBuffer(headers + length).writerIndex(headers);
            frame.writeBytes(payload);
            payload.release();
            return frame;
        }
        ByteBuf room = ALLOCATOR.directBuffer(headers, headers).writerIndex(headers);
        return ALLOCATOR.compositeDirectBuffer(2).addComponent(true, room).addComponent(true, payload);
    }
}
