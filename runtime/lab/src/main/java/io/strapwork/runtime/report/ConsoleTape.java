package io.strapwork.runtime.report;

import java.io.Writer;

/** What a guest wrote on its console: of very much, the beginning and the end. Any thread. */
final class ConsoleTape extends Writer {
    /** Characters. */
    private static final int HEAD = 12 << 20;
    private static final int TAIL = 4 << 20;

    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private long dropped;

    @Override
    public void write(char[] text, int offset, int length) {
        synchronized (lock) {
            int first = Math.min(length, HEAD - head.length());
            head.append(text, offset, first);
            tail.append(text, offset + first, length - first);
            if (tail.length() > 2 * TAIL) {
                int surplus = tail.length() - TAIL;
                tail.delete(0, surplus);
                dropped += surplus;
            }
        }
    }

    @Override
    public void flush() {
        // is in memory
    }

    @Override
    public void close() {
        // nothing is held
    }

    /** Without what a terminal would obey. */
    String text() {
        synchronized (lock) {
            var text = new StringBuilder(head.length() + tail.length());
            clean(head, text);
            if (dropped > 0) {
                text.append("\n… ").append(dropped).append(" characters are left out …\n");
            }
            clean(tail, text);
            return text.toString();
        }
    }

    /** Escape sequences (ECMA-48) and control characters but line ends and tabs go; a carriage return alone begins a line of its own. */
    private static void clean(CharSequence from, StringBuilder to) {
        for (int at = 0; at < from.length(); at++) {
            char c = from.charAt(at);
            if (c == 0x1b) {
                at = behindEscape(from, at);
            } else if (c == '\r') {
                if (at + 1 == from.length() || from.charAt(at + 1) != '\n') {
                    to.append('\n');
                }
            } else if (c == '\n' || c == '\t' || c >= ' ' && (c < 0x7f || c > 0x9f)) {
                to.append(c);
            }
        }
    }

    /** @return the index of the sequence's last character */
    private static int behindEscape(CharSequence text, int escape) {
        int at = escape + 1;
        if (at >= text.length()) {
            return escape;
        }
        char kind = text.charAt(at);
        if (kind == '[') {
            do {
                at++;
            } while (at < text.length() && text.charAt(at) >= 0x20 && text.charAt(at) < 0x40);
            return Math.min(at, text.length() - 1);
        }
        if (kind == ']') {
            int most = Math.min(text.length(), at + 256);
            while (at < most && text.charAt(at) != 7 && text.charAt(at) != 0x1b && text.charAt(at) != '\n') {
                at++;
            }
            return at < text.length() && text.charAt(at) == 7 ? at : at - 1;
        }
        return at;
    }
}
