package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import java.util.Arrays;

/**
 * A script's text as GRUB's parser sees it, and where each place of it is in its file. It always ends with a newline.
 *
 * <p>When GRUB reads a file it drops carriage returns and each line whose first character is {@code #}, even within quotes
 * ({@code read_config_file_getline}).
 */
final class ScriptText {
    private final BootUri file;
    private final String text;
    private final int[] starts;
    private final int[] numbers;
    private final int column;

    private ScriptText(BootUri file, String text, int[] starts, int[] numbers, int column) {
        this.file = file;
        this.text = text;
        this.starts = starts;
        this.numbers = numbers;
        this.column = column;
    }

    static ScriptText ofFile(BootUri file, String content) {
        String source = clean(content);
        var kept = new StringBuilder(source.length() + 1);
        int[] starts = new int[64];
        int[] numbers = new int[64];
        int lines = 0;
        int number = 1;
        for (int at = 0; at < source.length(); number++) {
            int end = source.indexOf('\n', at);
            int next = end < 0 ? source.length() : end;
            if (source.charAt(at) != '#') {
                if (lines == starts.length) {
                    starts = Arrays.copyOf(starts, lines * 2);
                    numbers = Arrays.copyOf(numbers, lines * 2);
                }
                starts[lines] = kept.length();
                numbers[lines++] = number;
                kept.append(source, at, next).append('\n');
            }
            at = next + 1;
        }
        return new ScriptText(file, kept.toString(), Arrays.copyOf(starts, lines), Arrays.copyOf(numbers, lines), 0);
    }

    /** Text that a script made, such as that of {@code eval}: all of it counts as the place that made it. */
    static ScriptText ofString(BootUri file, int line, int column, String content) {
        return new ScriptText(file, clean(content) + "\n", new int[]{0}, new int[]{line}, column);
    }

    private static String clean(String content) {
        String lines = content.indexOf('\r') < 0 ? content : content.replace("\r", "");
        return lines.indexOf('\0') < 0 ? lines : lines.replace("\0", "");
    }

    BootUri file() {
        return file;
    }

    String text() {
        return text;
    }

    int line(int offset) {
        int index = lineIndex(offset);
        return index < 0 ? 0 : numbers[index];
    }

    int column(int offset) {
        int index = lineIndex(offset);
        return column > 0 ? column : index < 0 ? 0 : offset - starts[index] + 1;
    }

    private int lineIndex(int offset) {
        int index = Arrays.binarySearch(starts, offset);
        return index >= 0 ? index : -index - 2;
    }
}
