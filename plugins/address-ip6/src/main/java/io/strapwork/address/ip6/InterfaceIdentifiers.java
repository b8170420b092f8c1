package io.strapwork.address.ip6;

import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Makes the addresses of one card. */
record InterfaceIdentifiers(IdentifierKind kind, MacAddress card, String secret) {
    /** Prefixes of this length have room for an identifier. */
    static final int PREFIX = 64;
    private static final int HALF = 8;
    /** RFC 5453, 7217 5: identifiers that are reserved, first and last. */
    private static final long[][] RESERVED = {{0, 0}, {0x0200_5eff_fe00_0000L, 0x0200_5eff_feff_ffffL},
        {0xfdff_ffff_ffff_ff80L, 0xfdff_ffff_ffff_ffffL}};

    /**
     * The address in a network.
     *
     * @param counter how many have turned out to be somebody else's. Only stable identifiers differ by it, so a second one is always stable
     */
    Inet6Address address(Inet6Address prefix, int counter) {
        byte[] bytes = prefix.getAddress();
        long identifier = kind == IdentifierKind.EUI64 && counter == 0 ? Ip6Address.eui64(0, card).low() : stable(bytes, counter);
        ByteBuffer.wrap(bytes).putLong(HALF, identifier);
        return Ip6Address.of(bytes).toInet();
    }

    private long stable(byte[] prefix, int counter) {
        for (int again = 0;; again++) {
            long identifier = digest(prefix, counter, again);
            if (!isReserved(identifier)) {
                return identifier;
            }
        }
    }

    private long digest(byte[] prefix, int counter, int again) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(prefix, 0, HALF);
            digest.update(card.toBytes());
            digest.update(new byte[]{(byte) counter, (byte) again});
            return ByteBuffer.wrap(digest.digest(secret.getBytes(StandardCharsets.UTF_8))).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static boolean isReserved(long identifier) {
        for (long[] range : RESERVED) {
            if (Long.compareUnsigned(identifier, range[0]) >= 0 && Long.compareUnsigned(identifier, range[1]) <= 0) {
                return true;
            }
        }
        return false;
    }
}
