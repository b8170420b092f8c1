package io.strapwork.api.link;

import java.util.HexFormat;
import org.apiguardian.api.API;

/** An Ethernet address, in the low 48 bits. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MacAddress(long value) {
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(value));
        }
    }

    /** {@code 52:54:00:12:34:56}. @throws IllegalArgumentException otherwise */
    public static MacAddress parse(String text) {
        byte[] bytes = HexFormat.ofDelimiter(":").parseHex(text);
        if (bytes.length != 6) {
            throw new IllegalArgumentException("not an Ethernet address: " + text);
        }
        long value = 0;
        for (byte b : bytes) {
            value = value << 8 | (b & 0xff);
        }
        return new MacAddress(value);
    }

    public byte[] toBytes() {
        var bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (value >>> 40 - 8 * i);
        }
        return bytes;
    }

    /** Broadcast or multicast. */
    public boolean isGroup() {
        return (value >>> 40 & 1) != 0;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(toBytes());
    }
}
