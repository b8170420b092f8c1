package io.strapwork.menu.ipxe;

import java.util.Optional;

/** Numbers as C's strtoul reads them with base 0: decimal, {@code 0x…}, {@code 0…}, with a sign. */
final class CNumber {
    private CNumber() {}

    static Optional<Long> parse(String text) {
        String digits = text;
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        int base = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            base = 16;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            base = 8;
        }
        return digits(digits, base).map(value -> negative ? -value : value);
    }

    /** Most of what is asked is a name, so that an exception for each would be dear. */
    private static Optional<Long> digits(String digits, int base) {
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), base);
            if (digit < 0 || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) {
                return Optional.empty();
            }
            value = value * base + digit;
        }
        return Optional.of(value);
    }
}
