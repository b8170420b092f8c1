package io.strapwork.menu.bls;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Text of strangers: decoded, and made fit for a terminal and a kernel. */
final class PlainText {
    private static final int LONGEST_QUOTE = 80;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private PlainText() {}

    /** UTF-8, without a byte order mark; what is not UTF-8 is replaced. */
    static String of(MemorySegment content) {
        String text = new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** As {@link #of}, up to the NUL that ends text in sections of images. */
    static String ofSection(MemorySegment content) {
        String text = of(content);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** One line without control characters, and without spaces around it. */
    static String line(String text) {
        var line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return line.toString().strip();
    }

    /** For a remark: one line in quotation marks, not too long. */
    static String quote(String text) {
        int most = text.offsetByCodePoints(0, Math.min(LONGEST_QUOTE, text.codePointCount(0, text.length())));
        return "\"" + line(text.substring(0, most)) + (most < text.length() ? "…" : "") + "\"";
    }
}
