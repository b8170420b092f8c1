package io.strapwork.network.inet.dhcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Domains that short names are looked up in: option 119 (RFC 3397), then option 15, in which servers also put several. */
public final class SearchDomains {
    /** Each one costs a query for each name. */
    private static final int LIMIT = 8;
    private static final int NAME_LIMIT = 253;
    private static final int POINTER = 0xc0;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*");
    private static final Pattern BETWEEN = Pattern.compile("[\\x00-\\x20,;]+");

    private SearchDomains() {}

    /** @param told what was odd or ignored, in words */
    public static List<String> of(DhcpOptions options, Consumer<String> told) {
        var domains = new LinkedHashSet<String>();
        for (String domain : list(options.raw(DhcpOption.DOMAIN_SEARCH), told)) {
            add(domain, "option 119", domains, told);
        }
        String[] words = BETWEEN.split(new String(options.raw(DhcpOption.DOMAIN_NAME), StandardCharsets.ISO_8859_1).strip());
        if (words.length > 1) {
            told.accept("option 15 has " + words.length + " domains; all are searched");
        }
        for (String word : words) {
            if (!word.isEmpty()) {
                add(word, "option 15", domains, told);
            }
        }
        return List.copyOf(domains);
    }

    private static void add(String written, String option, Set<String> domains, Consumer<String> told) {
        String domain = written.replaceFirst("^\\.+", "").replaceFirst("\\.+$", "").toLowerCase(Locale.ROOT);
        if (domain.length() > NAME_LIMIT || !NAME.matcher(domain).matches()) {
            told.accept(option + " has \"" + printable(written) + "\", which is not a domain");
        } else if (domains.size() == LIMIT && !domains.contains(domain)) {
            told.accept("more than " + LIMIT + " search domains; " + domain + " is ignored");
        } else {
            domains.add(domain);
        }
    }

    private static String printable(String text) {
        String cut = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return cut.chars().mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "?").reduce("", String::concat);
    }

    /** Names as in DNS, compressed by pointers into the option itself; what follows a malformed one is ignored. */
    private static List<String> list(byte[] value, Consumer<String> told) {
        var names = new ArrayList<String>();
        int at = 0;
        while (at < value.length) {
            var name = new StringBuilder();
            int next = name(value, at, name);
            if (next < 0) {
                told.accept("option 119 is malformed from byte " + at + " on");
                break;
            }
            if (!name.isEmpty()) {
                names.add(name.toString());
            }
            at = next;
        }
        return names;
    }

    /** @return where the next name begins, or -1 */
    private static int name(byte[] value, int start, StringBuilder name) {
        int at = start;
        int lowest = start;
        int next = -1;
        while (at < value.length && name.length() <= NAME_LIMIT) {
            int length = value[at] & 0xff;
            if (length == 0) {
                return next < 0 ? at + 1 : next;
            }
            if (length >= POINTER) {
                int to = at + 1 < value.length ? (length & 0x3f) << 8 | value[at + 1] & 0xff : value.length;
                // Only backwards: such a chain ends.
                if (to >= lowest) {
                    return -1;
                }
                next = next < 0 ? at + 2 : next;
                lowest = to;
                at = to;
            } else if (length < 64 && at + 1 + length <= value.length) {
                name.append(name.isEmpty() ? "" : ".").append(new String(value, at + 1, length, StandardCharsets.ISO_8859_1));
                at += 1 + length;
            } else {
                return -1;
            }
        }
        return -1;
    }
}
