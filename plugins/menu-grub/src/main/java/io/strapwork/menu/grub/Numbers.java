package io.strapwork.menu.grub;

/** Numbers as {@code grub_strtoul} reads them: leading blanks, then decimal, {@code 0x…} or octal digits, as many as there are. */
final class Numbers {
    private Numbers() {}

    static long signed(String text) {
        return text.startsWith("-") ? -unsigned(text.substring(1)) : unsigned(text);
    }

    /** 0 when there is none, all ones when it is too large. */
    static long unsigned(String text) {
        int at = 0;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        int base = 10;
        if (text.startsWith("0x", at)) {
            base = 16;
            at += 2;
        } else if (text.startsWith("0", at) && at + 1 < text.length() && text.charAt(at + 1) >= '0' && text.charAt(at + 1) <= '7') {
            base = 8;
        }
        long value = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            int digit = c < 128 ? Character.digit(c, base) : -1;
            if (digit < 0) {
                break;
            }
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) {
                return -1;
            }
            value = value * base + digit;
        }
        return value;
    }

    /** Whether it begins with a number. */
    static boolean begins(String text) {
        String digits = text.strip();
        return !digits.isEmpty() && ScriptLexer.digit(digits.charAt(0));
    }

    /** Whether it is nothing but decimal digits, and not too many. */
    static boolean is(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> ScriptLexer.digit((char) c));
    }
}
