package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The checksum of IPv4, ICMP, UDP and TCP (RFC 1071). A sum is built up in a {@code long} from any number of pieces, of which only the last may
 * have an odd length, and finished by {@link #finish}. A message with its checksum in it {@link #holds} when its sum is right.
 */
public final class InternetChecksum {
    /** Below this it is not worth getting at the memory behind the buffer. */
    private static final int SHORT = 48;
    private static final long LOW = 0xffff_ffffL;
    private static final boolean SWAPPED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private InternetChecksum() {}

    /** {@code sum} and the bytes from {@code index} on. */
    public static long add(long sum, ByteBuf buffer, int index, int length) {
        if (length < SHORT) {
            return addShort(sum, buffer, index, length);
        }
        if (buffer.nioBufferCount() == 1) {
            return sum + sum(buffer.nioBuffer(index, length));
        }
        boolean odd = false;
        long total = sum;
        for (ByteBuffer piece : buffer.nioBuffers(index, length)) {
            int folded = sum(piece);
            total += odd ? swap(folded) : folded;
            odd ^= (piece.remaining() & 1) != 0;
        }
        return total;
    }

    /**
     * Finishes a checksum whose field holds the sum of the pseudo header so far.
     *
     * @param start  index of the first byte that it covers; it covers all up to the writer index
     * @param offset of the field behind {@code start}
     */
    public static void complete(ByteBuf message, int start, int offset) {
        message.setShort(start + offset, finish(add(0, message, start, message.writerIndex() - start)));
    }

    /** The field's value for a sum over everything else. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** Whether a sum over a message with its checksum in it says that the message is whole. */
    public static boolean holds(long sum) {
        return fold(sum) == 0xffff;
    }

    /** The sum in 16 bits. */
    public static int fold(long sum) {
        long folded = (sum & LOW) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) folded;
    }

    /**
     * The sum of the header that UDP and TCP make up from the IP header (RFC 768, 9293 3.1, 8200 8.1). {@code length} counts the transport's
     * header and data.
     *
     * @throws IllegalArgumentException for addresses of two families
     */
    public static long pseudoHeader(InetAddress source, InetAddress destination, int protocol, int length) {
        return source instanceof Inet4Address
                ? pseudoHeader(Inet4Addresses.toInt(source), Inet4Addresses.toInt(destination), protocol, length)
                : pseudoHeader(Ip6Address.of(source), Ip6Address.of(destination), protocol, length);
    }

    /** As above, of IPv6. */
    public static long pseudoHeader(Ip6Address source, Ip6Address destination, int protocol, int length) {
        return sum(source) + sum(destination) + protocol + length;
    }

    private static long sum(Ip6Address address) {
        return (address.high() & LOW) + (address.high() >>> 32) + (address.low() & LOW) + (address.low() >>> 32);
    }

    /** As above, of IPv4, addresses as 32 bits. */
    public static long pseudoHeader(int source, int destination, int protocol, int length) {
        return (source & LOW) + (destination & LOW) + protocol + length;
    }

    /** A checksum after one 16-bit word of the message was changed (RFC 1624). */
    public static int replace(int checksum, int before, int after) {
        return finish((~checksum & 0xffffL) + (~before & 0xffffL) + (after & 0xffffL));
    }

    private static long addShort(long sum, ByteBuf buffer, int index, int length) {
        long total = sum;
        int at = index;
        int end = index + length;
        for (; at + 4 <= end; at += 4) {
            total += buffer.getInt(at) & LOW;
        }
        if (at + 2 <= end) {
            total += buffer.getUnsignedShort(at);
            at += 2;
        }
        if (at < end) {
            total += buffer.getUnsignedByte(at) << 8;
        }
        return total;
    }

    /** Sums in the computer's byte order and swaps at the end, which gives the same (RFC 1071 section 2 B). */
    private static int sum(ByteBuffer piece) {
        ByteBuffer bytes = piece.order(ByteOrder.nativeOrder());
        int at = bytes.position();
        int end = bytes.limit();
        long even = 0;
        long odd = 0;
        for (; at + 32 <= end; at += 32) {
            long first = bytes.getLong(at);
            long second = bytes.getLong(at + 8);
            long third = bytes.getLong(at + 16);
            long fourth = bytes.getLong(at + 24);
            even += (first & LOW) + (second & LOW) + (third & LOW) + (fourth & LOW);
            odd += (first >>> 32) + (second >>> 32) + (third >>> 32) + (fourth >>> 32);
        }
        for (; at + 4 <= end; at += 4) {
            even += bytes.getInt(at) & LOW;
        }
        if (at + 2 <= end) {
            even += bytes.getShort(at) & 0xffff;
            at += 2;
        }
        if (at < end) {
            even += SWAPPED ? bytes.get(at) & 0xff : (bytes.get(at) & 0xff) << 8;
        }
        int folded = fold(even + odd);
        return SWAPPED ? swap(folded) : folded;
    }

    private static int swap(int word) {
        return word >>> 8 | (word & 0xff) << 8;
    }
}
