package io.strapwork.network.inet.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IPv4 addresses as 32 bits in network order, which is how packets are handled without garbage. */
public final class Inet4Addresses {
    /** 255.255.255.255. */
    public static final int LIMITED_BROADCAST = 0xffff_ffff;
    /** 0.0.0.0. */
    public static final Inet4Address ANY = of(0);

    private Inet4Addresses() {}

    /** @throws IllegalArgumentException for an address of another family */
    public static int toInt(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException("not an IPv4 address: " + address.getHostAddress());
        }
        byte[] bytes = address.getAddress();
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    public static Inet4Address of(int address) {
        return of(new byte[]{(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address});
    }

    /** Four bytes. */
    public static Inet4Address of(byte[] address) {
        try {
            return (Inet4Address) InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** 224.0.0.0/4. */
    public static boolean isMulticast(int address) {
        return address >>> 28 == 14;
    }

    /** 127.0.0.0/8. */
    public static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    /** Whether a host could have it: not in 0/8, 127/8, 224/4, 240/4 (RFC 1122 3.2.1.3). */
    public static boolean isHost(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /** Whether it is the broadcast address of that host's network; networks of two or one addresses have none (RFC 3021). */
    public static boolean isBroadcast(int candidate, int host, int prefix) {
        return prefix <= 30 && candidate == (host | ~mask(prefix));
    }

    /** The first {@code prefix} bits. */
    public static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << 32 - prefix;
    }

    public static String toString(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }
}
