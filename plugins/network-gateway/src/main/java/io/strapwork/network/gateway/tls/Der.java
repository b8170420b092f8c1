package io.strapwork.network.gateway.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes what a certificate needs of the Distinguished Encoding Rules (ITU-T X.690): tag, length, content. */
final class Der {
    private static final int LAST_UTC_YEAR = 2049;

    private Der() {}

    /** @param tag with its class and whether it is constructed */
    static byte[] element(int tag, byte[]... contents) {
        byte[] content = concatenated(contents);
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int zeros = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - zeros);
            out.write(length, zeros, length.length - zeros);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concatenated(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... elements) {
        return element(0x30, elements);
    }

    static byte[] set(byte[] element) {
        return element(0x31, element);
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    static byte[] yes() {
        return element(0x01, new byte[]{(byte) 0xff});
    }

    static byte[] octets(byte[] bytes) {
        return element(0x04, bytes);
    }

    /** @param unused bits at the end of the last byte */
    static byte[] bits(int unused, byte... bytes) {
        return element(0x03, new byte[]{(byte) unused}, bytes);
    }

    static byte[] text(String text) {
        return element(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param dotted as {@code "2.5.29.17"} */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        var out = new ByteArrayOutputStream();
        for (int i = 1; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]) + (i == 1 ? 40 * Integer.parseInt(arcs[0]) : 0);
            for (int shift = 28; shift >= 0; shift -= 7) {
                if (arc >>> shift != 0 || shift == 0) {
                    out.write(arc >>> shift & 0x7f | (shift == 0 ? 0 : 0x80));
                }
            }
        }
        return element(0x06, out.toByteArray());
    }

    /** As RFC 5280 section 4.1.2.5 asks: UTCTime until 2049, GeneralizedTime from then on. */
    static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        boolean utc = time.getYear() <= LAST_UTC_YEAR;
        String text = DateTimeFormatter.ofPattern(utc ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'", java.util.Locale.ROOT).format(time);
        return element(utc ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
    }
}
