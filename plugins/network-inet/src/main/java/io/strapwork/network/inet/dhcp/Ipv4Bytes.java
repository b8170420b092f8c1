package io.strapwork.network.inet.dhcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses to and from network byte order. */
final class Ipv4Bytes {
    static final Inet4Address ANY = address(0);

    private Ipv4Bytes() {}

    static Inet4Address address(int bits) {
        try {
            return (Inet4Address) InetAddress
                    .getByAddress(new byte[]{(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    static int bits(Inet4Address address) {
        return number(address.getAddress(), 0, 4);
    }

    /** {@code length} bytes, big-endian. */
    static int number(byte[] bytes, int offset, int length) {
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    static byte[] bytes(int value, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> 8 * (length - 1 - i));
        }
        return bytes;
    }
}
