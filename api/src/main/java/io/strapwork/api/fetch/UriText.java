package io.strapwork.api.fetch;

import io.strapwork.api.plugin.Printable;
import java.net.IDN;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A URI reference split at its delimiters (RFC 3986 appendix B), and the characters of its parts.
 *
 * @param scheme    as written
 * @param authority user, host and port as written
 */
record UriText(Optional<String> scheme, Optional<String> authority, String path, Optional<String> query) {
    static final int LAST_PORT = 65535;
    /** Longer than any server takes, and short enough to be printed. */
    private static final int LIMIT = 16_384;
    private static final int HOST_LIMIT = 255;
    private static final String SUB_DELIMS = "!$&'()*+,;=";
    private static final String UNRESERVED_MARKS = "-._~";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,31}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

    /** Spaces around it are no part of it. @throws IllegalArgumentException with a sentence for the user */
    static UriText split(String written) {
        String text = written.strip();
        if (text.length() > LIMIT) {
            throw new IllegalArgumentException("a URI of " + text.length() + " characters is too long, the limit is " + LIMIT);
        }
        if (text.chars().anyMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0)) {
            throw noUri(written, "it contains a control character");
        }
        int fragment = text.indexOf('#');
        String rest = fragment < 0 ? text : text.substring(0, fragment);
        Optional<String> scheme = Optional.empty();
        int colon = rest.indexOf(':');
        if (colon > 0 && isScheme(rest.substring(0, colon))) {
            scheme = Optional.of(rest.substring(0, colon));
            rest = rest.substring(colon + 1);
        }
        Optional<String> authority = Optional.empty();
        if (rest.startsWith("//")) {
            int end = 2;
            while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
                end++;
            }
            authority = Optional.of(rest.substring(2, end));
            rest = rest.substring(end);
        }
        int mark = rest.indexOf('?');
        return new UriText(scheme, authority, mark < 0 ? rest : rest.substring(0, mark),
                mark < 0 ? Optional.empty() : Optional.of(rest.substring(mark + 1)));
    }

    /** @param whole what was written, for the message */
    BootUri at(String whole, String itsScheme, String itsAuthority, String itsPath, Optional<String> itsQuery) {
        // Browsers end the host at a backslash, RFC 3986 does not: who reads it the other way asks another server.
        if (itsAuthority.indexOf('\\') >= 0) {
            throw noUri(whole, "the host contains a backslash");
        }
        int user = itsAuthority.lastIndexOf('@');
        String place = itsAuthority.substring(user + 1);
        int colon = place.startsWith("[") ? place.indexOf(':', Math.max(0, place.indexOf(']'))) : place.indexOf(':');
        String digits = colon < 0 ? "" : place.substring(colon + 1);
        try {
            return new BootUri(itsScheme, user < 0 ? Optional.empty() : Optional.of(itsAuthority.substring(0, user)),
                    bare(colon < 0 ? place : place.substring(0, colon)), port(digits), itsPath.isEmpty() ? "/" : itsPath, itsQuery);
        } catch (IllegalArgumentException e) {
            throw noUri(whole, String.valueOf(e.getMessage()));
        }
    }

    private static OptionalInt port(String digits) {
        if (digits.isEmpty()) {
            return OptionalInt.empty();
        }
        if (digits.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets");
        }
        String plain = digits.replaceFirst("^0+(?=.)", "");
        if (!DIGITS.matcher(plain).matches() || plain.length() > 5 || Integer.parseInt(plain) > LAST_PORT || plain.equals("0")) {
            // What is no number may be the start of a password with a slash.
            throw new IllegalArgumentException(noPort(DIGITS.matcher(digits).matches() ? digits : "what follows the host's colon"));
        }
        return OptionalInt.of(Integer.parseInt(plain));
    }

    static String noPort(String port) {
        return (port.length() > 40 ? port.substring(0, 40) + "…" : port) + " is not a port; ports go from 1 to " + LAST_PORT;
    }

    private static String bare(String host) {
        if (!host.startsWith("[")) {
            return host;
        }
        if (!host.endsWith("]") || host.indexOf(':') < 0) {
            throw new IllegalArgumentException("brackets must contain an IPv6 address");
        }
        // RFC 6874 writes a zone "%25eth0"; everybody also writes "%eth0".
        return host.substring(1, host.length() - 1).replaceFirst("%25(?=.)", "%");
    }

    static boolean isScheme(String text) {
        return SCHEME.matcher(text).matches();
    }

    /** @param host without brackets */
    static String host(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("it has no host");
        }
        return host.indexOf(':') >= 0 ? ipv6(host.toLowerCase(Locale.ROOT), host) : name(host);
    }

    private static String ipv6(String lower, String written) {
        int zone = lower.indexOf('%');
        String address = zone < 0 ? lower : lower.substring(0, zone);
        boolean fits = zone < 0 || ZONE.matcher(lower.substring(zone + 1)).matches();
        try {
            Inet6Address.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            fits = false;
        }
        if (!fits) {
            throw new IllegalArgumentException("\"" + printable(written) + "\" is not an IPv6 address");
        }
        // Names of interfaces have upper and lower case.
        return zone < 0 ? address : address + written.substring(zone);
    }

    /** A reg-name (RFC 3986 3.2.2) is wider than a host name of RFC 1123: DNS carries underscores, too (RFC 2181 11). */
    private static String name(String host) {
        String name = decoded(host);
        if (name.chars().anyMatch(c -> c > 0x7f)) {
            try {
                name = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + printable(host) + "\" is not a host name", e);
            }
        }
        if (name.isEmpty() || name.length() > HOST_LIMIT || !name.chars().allMatch(c -> isUnreserved(c) || SUB_DELIMS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("\"" + printable(host) + "\" is not a host name");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    static String inBrackets(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    static String userInfo(String text) {
        return encoded(text, SUB_DELIMS + ":%");
    }

    static String path(String text) {
        return encoded(text, SUB_DELIMS + ":@/%");
    }

    static String query(String text) {
        return encoded(text, SUB_DELIMS + ":@/?%");
    }

    static String encodedName(String name) {
        return encoded(name, SUB_DELIMS.replace(";", "") + ":@/");
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c < 0x80 && UNRESERVED_MARKS.indexOf(c) >= 0;
    }

    private static String encoded(String text, String marks) {
        if (text.chars().allMatch(c -> isUnreserved(c) || marks.indexOf(c) >= 0)) {
            return text;
        }
        var encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(each) && each > 0 || each > 0 && marks.indexOf(each) >= 0) {
                encoded.append((char) each);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return encoded.toString();
    }

    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        var to = new byte[from.length];
        int length = 0;
        for (int at = 0; at < from.length; at++) {
            if (from[at] == '%' && at + 2 < from.length && HexFormat.isHexDigit(from[at + 1]) && HexFormat.isHexDigit(from[at + 2])) {
                to[length++] = (byte) (HexFormat.fromHexDigit(from[at + 1]) << 4 | HexFormat.fromHexDigit(from[at + 2]));
                at += 2;
            } else {
                to[length++] = from[at];
            }
        }
        return new String(to, 0, length, StandardCharsets.UTF_8);
    }

    /** Takes {@code .} and {@code ..} out (RFC 3986 5.2.4), and keeps empty segments: {@code //} is data. */
    static String withoutDots(String path) {
        if (!path.startsWith("/")) {
            return path;
        }
        var kept = new ArrayDeque<String>();
        String[] segments = path.substring(1).split("/", -1);
        for (int at = 0; at < segments.length; at++) {
            boolean last = at == segments.length - 1;
            switch (segments[at]) {
                case "." -> {
                    if (last) {
                        kept.add("");
                    }
                }
                case ".." -> {
                    kept.pollLast();
                    if (last) {
                        kept.add("");
                    }
                }
                default -> kept.add(segments[at]);
            }
        }
        return "/" + String.join("/", kept);
    }

    private static IllegalArgumentException noUri(String written, String why) {
        return new IllegalArgumentException("\"" + redact(written) + "\" is not a URI: " + why);
    }

    /** Of text that may be no URI: a password may hold a slash or an at sign, so all up to the last one is left out. */
    static String redact(String text) {
        int start = text.indexOf("//");
        int at = text.lastIndexOf('@');
        return printable(at < start || at < 0 ? text : (start < 0 ? "" : text.substring(0, start) + "//") + "***" + text.substring(at));
    }

    static String printable(String text) {
        String cut = text.length() <= 400 ? text : text.substring(0, 400) + "…";
        return cut.codePoints().map(c -> Printable.isShown(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
