package io.strapwork.menu.pxelinux;

import java.util.Locale;

/**
 * A keyword and what follows it.
 *
 * @param place   of the keyword
 * @param keyword in lower case; empty when there is none
 * @param written the keyword as it stands there
 * @param rest    without white space around it
 */
record Statement(Place place, String keyword, String written, String rest) {
    /** @param start of the line's first character */
    static Statement of(Place start, String line) {
        int from = skipSpace(line, 0);
        int end = skipWord(line, from);
        Place place = new Place(start.file(), start.line(), start.column() + from);
        String word = line.substring(from, end);
        return new Statement(place, word.toLowerCase(Locale.ROOT), word, strip(line.substring(end)));
    }

    /** The rest as a statement of its own: {@code MENU LABEL …}. */
    Statement inner(String line) {
        int behind = skipWord(line, skipSpace(line, 0));
        return of(new Place(place.file(), place.line(), behind + 1), line.substring(behind));
    }

    /** {@code initrd=x y} read as {@code initrd x y}; what follows the sign keeps its case. */
    Statement withoutEqualsSign(int sign) {
        String argument = Command.join(written.substring(sign + 1), rest);
        return new Statement(place, keyword.substring(0, sign), written.substring(0, sign), argument);
    }

    Command command() {
        return new Command(place, rest);
    }

    String firstWord() {
        return rest.substring(0, skipWord(rest, 0));
    }

    String afterFirstWord() {
        return strip(rest.substring(skipWord(rest, 0)));
    }

    /** As {@code atoi}: the digits that it begins with. */
    long number() {
        return number(rest, 10);
    }

    /** As {@code strtoul} with base 0: hexadecimal after {@code 0x}, octal after {@code 0}. */
    long numberOfAnyBase() {
        if (rest.regionMatches(true, 0, "0x", 0, 2)) {
            return number(rest.substring(2), 16);
        }
        return number(rest, rest.startsWith("0") ? 8 : 10);
    }

    private static long number(String text, int base) {
        long value = 0;
        for (int i = 0; i < text.length() && value < Integer.MAX_VALUE; i++) {
            int digit = Character.digit(text.charAt(i), base);
            if (digit < 0) {
                break;
            }
            value = value * base + digit;
        }
        return Math.min(value, Integer.MAX_VALUE);
    }

    /** Syslinux' white space: everything up to the space. */
    static boolean isSpace(char c) {
        return c <= ' ';
    }

    static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int skipWord(String text, int from) {
        int at = from;
        while (at < text.length() && !isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static String strip(String text) {
        int from = skipSpace(text, 0);
        int end = text.length();
        while (end > from && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(from, end);
    }
}
