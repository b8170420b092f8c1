package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** An IPv6 address as two numbers in network order (RFC 4291); a zone is not part of it: a host has one link. */
public record Ip6Address(long high, long low) {
    public static final int LENGTH = 16;
    public static final int BITS = 128;
    /** {@code ::}. */
    public static final Ip6Address ANY = new Ip6Address(0, 0);
    /** {@code ff02::1}. */
    public static final Ip6Address ALL_NODES = new Ip6Address(0xff02_0000_0000_0000L, 1);
    /** {@code ff02::2}. */
    public static final Ip6Address ALL_ROUTERS = new Ip6Address(0xff02_0000_0000_0000L, 2);
    private static final long SOLICITED_NODE = 0x1_ff00_0000L;
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;
    private static final int LINK_SCOPE = 2;
    private static final int SITE_SCOPE = 5;
    private static final int GLOBAL_SCOPE = 14;

    /** @throws IllegalArgumentException for an address of another family */
    public static Ip6Address of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            throw new IllegalArgumentException("not an IPv6 address: " + address.getHostAddress());
        }
        return of(address.getAddress());
    }

    /** @throws IllegalArgumentException when there are not sixteen bytes */
    public static Ip6Address of(byte[] address) {
        if (address.length != LENGTH) {
            throw new IllegalArgumentException("not " + LENGTH + " bytes: " + address.length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(address);
        return new Ip6Address(bytes.getLong(), bytes.getLong());
    }

    /** Sixteen bytes at {@code index}. */
    public static Ip6Address at(ByteBuf buffer, int index) {
        return new Ip6Address(buffer.getLong(index), buffer.getLong(index + 8));
    }

    /** A prefix and the modified EUI-64 of a card (RFC 4291 appendix A). */
    public static Ip6Address eui64(long prefix, MacAddress card) {
        long mac = card.value();
        return new Ip6Address(prefix, (mac >>> 24 ^ 0x02_0000L) << 40 | 0xff_fe00_0000L | mac & 0xff_ffffL);
    }

    /** {@code fe80::} and the modified EUI-64. */
    public static Ip6Address linkLocal(MacAddress card) {
        return eui64(LINK_LOCAL, card);
    }

    public void set(ByteBuf buffer, int index) {
        buffer.setLong(index, high);
        buffer.setLong(index + 8, low);
    }

    public Inet6Address toInet() {
        try {
            // not InetAddress.getByAddress, which makes an IPv4 address of ::ffff:0:0/96
            return Inet6Address.getByAddress(null, ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array(), -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    public boolean isAny() {
        return high == 0 && low == 0;
    }

    public boolean isMulticast() {
        return high >>> 56 == 0xff;
    }

    /** {@code fe80::/10}. */
    public boolean isLinkLocal() {
        return high >>> 54 == 0x3fa;
    }

    /** {@code fc00::/7} (RFC 4193). */
    public boolean isUniqueLocal() {
        return high >>> 57 == 0x7e;
    }

    /** Whether one host on a link could have it: not unspecified, loopback, multicast or an IPv4 address in disguise. */
    public boolean isHost() {
        boolean special = high == 0 && (low == 0 || low == 1 || low >>> 32 == 0xffff);
        return !special && !isMulticast();
    }

    /** As a multicast address's scope field says it (RFC 4291 2.7, RFC 6724 3.1). */
    public int scope() {
        if (isMulticast()) {
            return (int) (high >>> 48) & 15;
        }
        if (isLinkLocal() || high == 0 && low == 1) {
            return LINK_SCOPE;
        }
        return high >>> 54 == 0x3fb ? SITE_SCOPE : GLOBAL_SCOPE;
    }

    /** The group that neighbours ask in (RFC 4291 2.7.1). */
    public Ip6Address solicitedNode() {
        return new Ip6Address(ALL_NODES.high, SOLICITED_NODE | low & 0xff_ffff);
    }

    /** The Ethernet group of a multicast address (RFC 2464 section 7). */
    public long ethernetGroup() {
        return 0x3333_0000_0000L | low & 0xffff_ffffL;
    }

    /** How many leading bits both have in common. */
    public int commonPrefix(Ip6Address other) {
        long first = high ^ other.high;
        return first != 0 ? Long.numberOfLeadingZeros(first) : 64 + Long.numberOfLeadingZeros(low ^ other.low);
    }

    public boolean isIn(Ip6Address network, int prefix) {
        return commonPrefix(network) >= prefix;
    }

    /** The address with its bits behind the prefix cleared. */
    public Ip6Address network(int prefix) {
        return new Ip6Address(high & mask(prefix), low & mask(prefix - 64));
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : -1L << Math.max(0, 64 - bits);
    }

    /** As RFC 5952 writes it. */
    @Override
    public String toString() {
        int[] words = new int[8];
        for (int i = 0; i < 4; i++) {
            words[i] = (int) (high >>> 48 - 16 * i) & 0xffff;
            words[i + 4] = (int) (low >>> 48 - 16 * i) & 0xffff;
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && words[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                start = i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append(i == 0 ? "::" : ":");
                i += longest - 1;
            } else {
                text.append(Integer.toHexString(words[i])).append(i < 7 ? ":" : "");
            }
        }
        return text.toString();
    }
}
