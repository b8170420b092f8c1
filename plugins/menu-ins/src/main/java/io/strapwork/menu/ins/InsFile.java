package io.strapwork.menu.ins;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.Remark;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The text of an .INS file: a first line with an asterisk and a title, then {@code FILE ADDRESS}, with comments that begin with an asterisk.
 *
 * @param title may be empty
 */
record InsFile(String title, List<InsLine> lines) {
    /** Real ones have five lines. */
    private static final int MOST_LINES = 1_000;
    private static final int LONGEST_LINE = 4_096;

    InsFile {
        lines = List.copyOf(lines);
    }

    /** @param number of the line, from 1 on */
    record InsLine(int number, String file, long address) {}

    static InsFile parse(BootUri uri, MemorySegment content, List<Remark> remarks) {
        // lines() reads LF, CR LF and CR; the rest of a text that is not an .INS file is not read
        String text = new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        List<String> all = text.lines().limit(MOST_LINES + 1L).toList();
        if (all.size() > MOST_LINES) {
            remarks.add(new Remark(uri, MOST_LINES + 1, 0, "the file has more than " + MOST_LINES + " lines; the rest is ignored", ""));
        }
        String title = all.isEmpty() || !all.getFirst().startsWith("*") ? "" : all.getFirst().substring(1).strip();
        if (title.isEmpty() && (all.isEmpty() || !all.getFirst().startsWith("*"))) {
            remarks.add(new Remark(uri, 1, 1, "the first line has no asterisk", "begin it with an asterisk and a title"));
        }
        var lines = new ArrayList<InsLine>();
        for (int i = 0; i < Math.min(all.size(), MOST_LINES); i++) {
            read(uri, i + 1, all.get(i), lines, remarks);
        }
        return new InsFile(title.length() <= LONGEST_LINE ? title : title.substring(0, LONGEST_LINE), lines);
    }

    private static void read(BootUri uri, int number, String line, List<InsLine> lines, List<Remark> remarks) {
        String stripped = line.strip();
        if (stripped.isEmpty() || stripped.startsWith("*")) {
            return;
        }
        if (stripped.length() > LONGEST_LINE) {
            remarks.add(new Remark(uri, number, 0, "the line has more than " + LONGEST_LINE + " characters; it is ignored", ""));
            return;
        }
        String[] words = stripped.split("\\s+");
        OptionalLong address = words.length < 2 ? OptionalLong.empty() : address(words[1]);
        if (address.isEmpty()) {
            remarks.add(new Remark(uri, number, 1, "the line is not a file and an address; it is ignored",
                    "write it like kernel.img 0x00000000"));
            return;
        }
        if (words.length > 2) {
            remarks.add(new Remark(uri, number, 0, "there is more after the address; it is ignored", ""));
        }
        lines.add(new InsLine(number, words[0], address.getAsLong()));
    }

    /** Hexadecimal after {@code 0x}, else decimal. */
    private static OptionalLong address(String word) {
        boolean hexadecimal = word.toLowerCase(Locale.ROOT).startsWith("0x");
        try {
            long address = Long.parseLong(hexadecimal ? word.substring(2) : word, hexadecimal ? 16 : 10);
            return address < 0 ? OptionalLong.empty() : OptionalLong.of(address);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
