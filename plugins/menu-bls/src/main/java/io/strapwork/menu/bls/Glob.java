package io.strapwork.menu.bls;

import java.util.Locale;

/** A pattern of loader.conf's: {@code ?}, {@code *} and {@code […]} with ranges; letters in either case. */
final class Glob {
    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern.toLowerCase(Locale.ROOT);
    }

    /** Whether it stands for more than one name. */
    boolean isOpen() {
        return pattern.chars().anyMatch(c -> "?*[".indexOf(c) >= 0);
    }

    /** Never goes back further than to the last asterisk. */
    boolean matches(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        int at = 0;
        int in = 0;
        int star = -1;
        int mark = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = ++at;
                mark = in;
                continue;
            }
            int next = at < pattern.length() ? one(at, name.charAt(in)) : -1;
            if (next >= 0) {
                at = next;
                in++;
            } else if (star >= 0) {
                at = star;
                in = ++mark;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /** Where the pattern continues after what matches one character; -1 if that does not match. */
    private int one(int at, char c) {
        return switch (pattern.charAt(at)) {
            case '?' -> at + 1;
            case '[' -> {
                int end = pattern.indexOf(']', at + 2);
                yield end < 0 ? c == '[' ? at + 1 : -1 : isIn(at + 1, end, c) ? end + 1 : -1;
            }
            case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
            default -> pattern.charAt(at) == c ? at + 1 : -1;
        };
    }

    private boolean isIn(int from, int end, char c) {
        int at = from;
        while (at < end) {
            char low = pattern.charAt(at);
            boolean range = at + 2 < end && pattern.charAt(at + 1) == '-';
            char high = range ? pattern.charAt(at + 2) : low;
            if (c >= low && c <= high) {
                return true;
            }
            at += range ? 3 : 1;
        }
        return false;
    }
}
