package io.strapwork.menu.pxelinux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The lines of a file, one after the other. Ends of lines are LF, CR LF and CR; a NUL ends a line's text, as it does in C. */
final class ConfigLines {
    /** Syslinux cuts lines after 4,095 bytes and reads the rest as the next one; nobody can rely on that. */
    static final int LONGEST_LINE = 65_536;

    private final String text;
    private int next;
    private int number;
    private String line = "";
    private boolean cut;

    ConfigLines(MemorySegment file) {
        this.text = decoded(file.toArray(ValueLayout.JAVA_BYTE));
    }

    /** UTF-8, or Latin-1 where it is none: no byte is lost, and file names and command lines are ASCII nearly always. */
    private static String decoded(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    int length() {
        return text.length();
    }

    /** Goes to the next line; false at the end. */
    boolean next() {
        if (next >= text.length()) {
            return false;
        }
        int end = next;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        String whole = text.substring(next, end);
        int nul = whole.indexOf('\0');
        whole = nul < 0 ? whole : whole.substring(0, nul);
        cut = whole.length() > LONGEST_LINE;
        line = cut ? whole.substring(0, LONGEST_LINE) : whole;
        boolean pair = end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
        next = end + (pair ? 2 : 1);
        number++;
        return true;
    }

    String line() {
        return line;
    }

    /** Whether this line was too long. */
    boolean cut() {
        return cut;
    }

    /** From 1 on. */
    int number() {
        return number;
    }
}
