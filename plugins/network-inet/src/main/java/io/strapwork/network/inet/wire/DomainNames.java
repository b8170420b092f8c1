package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Lists of domain names, uncompressed (RFC 1035 3.1), as DHCPv6 (RFC 8415 10) and router advertisements (RFC 8106 5.2) have them. */
public final class DomainNames {
    /** Each one costs a query for each name. */
    private static final int MOST = 8;
    private static final int NAME_BYTES = 255;
    private static final int LABEL_BYTES = 63;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");

    private DomainNames() {}

    /**
     * Reads names in lower case; the root's, which also pads, is none. What follows a name that is cut off or compressed is left out, and so are names that no host has.
     *
     * @param told what was left out, in words
     */
    public static List<String> read(byte[] list, Consumer<String> told) {
        var names = new ArrayList<String>();
        int at = 0;
        while (at < list.length) {
            int end = end(list, at);
            if (end < 0) {
                told.accept("the domain list is malformed from byte " + at + " on");
                break;
            }
            if (end > at + 1) {
                add(list, at, names, told);
            }
            at = end;
        }
        return List.copyOf(names);
    }

    /** @return where the next name begins, or -1 */
    private static int end(byte[] list, int start) {
        int at = start;
        while (at < list.length && at - start < NAME_BYTES) {
            int length = list[at] & 0xff;
            if (length == 0) {
                return at + 1;
            }
            if (length > LABEL_BYTES) {
                return -1;
            }
            at += 1 + length;
        }
        return -1;
    }

    private static void add(byte[] list, int start, List<String> names, Consumer<String> told) {
        var labels = new ArrayList<String>();
        for (int at = start; list[at] != 0; at += 1 + list[at]) {
            labels.add(new String(list, at + 1, list[at], StandardCharsets.ISO_8859_1));
        }
        if (!labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
            told.accept("a domain of the list has a label that is none");
            return;
        }
        String name = String.join(".", labels).toLowerCase(Locale.ROOT);
        if (names.contains(name)) {
            return;
        }
        if (names.size() == MOST) {
            told.accept("more than " + MOST + " domains; " + name + " is left out");
        } else {
            names.add(name);
        }
    }

    /** Appends names. @throws IllegalArgumentException for one that has an empty label, or too long a one */
    public static void write(List<String> names, ByteBuf out) {
        for (String name : names) {
            for (String label : name.split("\\.", -1)) {
                byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
                if (bytes.length == 0 || bytes.length > LABEL_BYTES) {
                    throw new IllegalArgumentException("not a domain: " + name);
                }
                out.writeByte(bytes.length).writeBytes(bytes);
            }
            out.writeByte(0);
        }
    }
}
