package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The checksum with the IPv4 pseudo header (RFC 9293 3.1, RFC 1071), eight bytes at a time. */
final class TcpChecksum {
    /** Of the checksum in the header. */
    static final int OFFSET = 16;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private TcpChecksum() {}

    /** What addresses and protocol add; the length is added by the other methods. */
    static long pseudoHeader(Inet4Address source, Inet4Address destination) {
        return Integer.toUnsignedLong(bits(source)) + Integer.toUnsignedLong(bits(destination)) + IpNetwork.TCP;
    }

    static int bits(Inet4Address address) {
        byte[] bytes = address.getAddress();
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /** Writes the checksum of all readable bytes into the header at the reader index. */
    static void fill(ByteBuf segment, long pseudoHeader) {
        segment.setShort(segment.readerIndex() + OFFSET, 0);
        segment.setShort(segment.readerIndex() + OFFSET, ~sum(segment, pseudoHeader));
    }

    static boolean matches(ByteBuf segment, long pseudoHeader) {
        return sum(segment, pseudoHeader) == 0xffff;
    }

    private static int sum(ByteBuf segment, long pseudoHeader) {
        int bytes = segment.readableBytes();
        long sum = pseudoHeader + bytes;
        if (segment.nioBufferCount() == 1) {
            sum += sum(segment.internalNioBuffer(segment.readerIndex(), bytes));
        } else {
            sum += sum(segment.nioBuffer());
        }
        return fold(sum);
    }

    /** Sum of 32-bit halves: can't overflow below 2^32 words. */
    private static long sum(ByteBuffer bytes) {
        int index = bytes.position();
        int end = bytes.limit();
        long first = 0;
        long second = 0;
        for (; index <= end - 16; index += 16) {
            long a = (long) LONG.get(bytes, index);
            long b = (long) LONG.get(bytes, index + 8);
            first += (a >>> 32) + (a & 0xffff_ffffL);
            second += (b >>> 32) + (b & 0xffff_ffffL);
        }
        long sum = first + second;
        boolean high = true;
        for (; index < end; index++) {
            sum += high ? (bytes.get(index) & 0xff) << 8 : bytes.get(index) & 0xff;
            high = !high;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) folded;
    }
}
