package io.strapwork.menu.bls;

import java.util.Comparator;

/**
 * The order of versions, older ones first, as systemd has it. The Version Format Specification (UAPI.10) differs in two places: there a tilde makes newer than the
 * end, and a caret newer than a dot.
 */
final class VersionOrder implements Comparator<String> {
    /** Whoever has one where the other has none is older; in the order in which they are looked for. */
    private static final String SEPARATORS = "-^.";

    @Override
    public int compare(String one, String other) {
        var left = new Cursor(one);
        var right = new Cursor(other);
        while (true) {
            left.skipOthers();
            right.skipOthers();
            int order = Boolean.compare(right.takes('~'), left.takes('~'));
            if (order != 0) {
                return order;
            }
            if (left.isAtEnd() || right.isAtEnd()) {
                return Boolean.compare(right.isAtEnd(), left.isAtEnd());
            }
            order = separators(left, right);
            if (order == 0) {
                order = left.isAtDigit() || right.isAtDigit() ? numbers(left, right) : words(left, right);
            }
            if (order != 0) {
                return order;
            }
        }
    }

    private static int separators(Cursor left, Cursor right) {
        for (int i = 0; i < SEPARATORS.length(); i++) {
            int order = Boolean.compare(right.takes(SEPARATORS.charAt(i)), left.takes(SEPARATORS.charAt(i)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** As numbers of any length. A word is older than any number. */
    private static int numbers(Cursor left, Cursor right) {
        if (left.isAtDigit() != right.isAtDigit()) {
            return Boolean.compare(left.isAtDigit(), right.isAtDigit());
        }
        String one = left.digits();
        String other = right.digits();
        return one.length() != other.length() ? Integer.compare(one.length(), other.length()) : one.compareTo(other);
    }

    private static int words(Cursor left, Cursor right) {
        return left.letters().compareTo(right.letters());
    }

    /** A place in a version. */
    private static final class Cursor {
        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        boolean isAtEnd() {
            return at >= text.length();
        }

        boolean isAtDigit() {
            return !isAtEnd() && isDigit(text.charAt(at));
        }

        void skipOthers() {
            while (!isAtEnd() && !isDigit(text.charAt(at)) && !isLetter(text.charAt(at)) && "~-^.".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }

        /** Whether it is at this character; then it moves on. */
        boolean takes(char wanted) {
            boolean there = !isAtEnd() && text.charAt(at) == wanted;
            at += there ? 1 : 0;
            return there;
        }

        /** Without leading zeros. */
        String digits() {
            while (!isAtEnd() && text.charAt(at) == '0') {
                at++;
            }
            int from = at;
            while (isAtDigit()) {
                at++;
            }
            return text.substring(from, at);
        }

        String letters() {
            int from = at;
            while (!isAtEnd() && isLetter(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private static boolean isLetter(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        }
    }
}
