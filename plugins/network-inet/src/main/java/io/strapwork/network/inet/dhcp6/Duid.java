package io.strapwork.network.inet.dhcp6;

import io.strapwork.api.link.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Who a client or a server is (RFC 8415 11): bytes that others only compare. */
public final class Duid {
    /** RFC 8415 11.1: a type of two bytes, and one to 128 more. */
    private static final int LEAST = 3;
    private static final int MOST = 130;
    private static final short TYPE_LL = 3;
    private static final short TYPE_UUID = 4;
    private static final short ETHERNET = 1;

    private final byte[] bytes;

    private Duid(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty when no DUID has so many bytes. */
    public static Optional<Duid> of(byte[] bytes) {
        return bytes.length < LEAST || bytes.length > MOST ? Optional.empty() : Optional.of(new Duid(bytes.clone()));
    }

    /** DUID-LL (RFC 8415 11.4) of an Ethernet card. */
    public static Duid of(MacAddress card) {
        return new Duid(ByteBuffer.allocate(10).putShort(TYPE_LL).putShort(ETHERNET).put(card.toBytes()).array());
    }

    /** DUID-UUID (RFC 6355). */
    public static Duid of(UUID machine) {
        return new Duid(ByteBuffer.allocate(18).putShort(TYPE_UUID).putLong(machine.getMostSignificantBits())
                .putLong(machine.getLeastSignificantBits()).array());
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Duid duid && Arrays.equals(bytes, duid.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 00:03:00:01:52:54:00:12:34:56}. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
