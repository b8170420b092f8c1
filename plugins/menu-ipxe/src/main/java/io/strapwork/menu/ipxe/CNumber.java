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
        try {
            long value = Long.parseUnsignedLong(digits, base);
            return digits.startsWith("+") ? Optional.empty() : Optional.of(negative ? -value : value);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
