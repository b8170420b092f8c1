package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * The header of a UDP datagram (RFC 768), its length checked.
 *
 * @param length   header and data, in bytes
 * @param checksum as it is on the wire; zero when the sender made none
 */
public record UdpView(int sourcePort, int destinationPort, int length, int checksum) {
    public static final int HEADER = 8;
    private static final int LENGTH = 4;
    private static final int CHECKSUM = 6;

    /** Reads the header at the reader index. */
    public static UdpView parse(ByteBuf datagram) throws MalformedException {
        if (datagram.readableBytes() < HEADER) {
            throw new MalformedException("UDP datagram shorter than its header");
        }
        int at = datagram.readerIndex();
        int length = datagram.getUnsignedShort(at + LENGTH);
        if (length < HEADER || length > datagram.readableBytes()) {
            throw new MalformedException("UDP length " + length + " in a packet with " + datagram.readableBytes() + " bytes");
        }
        return new UdpView(datagram.getUnsignedShort(at), datagram.getUnsignedShort(at + 2), length,
                datagram.getUnsignedShort(at + CHECKSUM));
    }

    /** Whether the checksum is right, or there is none where that may be: in IPv4 (RFC 768), not in IPv6 (RFC 8200 8.1). */
    public boolean holds(ByteBuf datagram, InetAddress source, InetAddress destination) {
        if (checksum == 0) {
            return source instanceof Inet4Address;
        }
        long pseudoHeader = InternetChecksum.pseudoHeader(source, destination, IpNetwork.UDP, length);
        return InternetChecksum.holds(InternetChecksum.add(pseudoHeader, datagram, datagram.readerIndex(), length));
    }

    /** @throws MalformedException unless the checksum {@link #holds} */
    public void checkSum(ByteBuf datagram, InetAddress source, InetAddress destination) throws MalformedException {
        if (!holds(datagram, source, destination)) {
            throw new MalformedException(checksum == 0 ? "no UDP checksum, which IPv6 needs" : "wrong UDP checksum");
        }
    }

    /** Writes a header at {@code index}, with the checksum over it and the data that is behind it already. */
    public static void set(ByteBuf datagram, int index, int sourcePort, int destinationPort, int length, long pseudoHeader) {
        datagram.setShort(index, sourcePort);
        datagram.setShort(index + 2, destinationPort);
        datagram.setShort(index + LENGTH, length);
        datagram.setShort(index + CHECKSUM, 0);
        int checksum = InternetChecksum.finish(InternetChecksum.add(pseudoHeader, datagram, index, length));
        datagram.setShort(index + CHECKSUM, checksum == 0 ? 0xffff : checksum);
    }
}
