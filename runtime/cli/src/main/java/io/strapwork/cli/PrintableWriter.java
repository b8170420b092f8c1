package io.strapwork.cli;

import io.strapwork.api.plugin.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;

/** What commands print for people: made printable, and long lines cut. The guest's console and JSON go past it. */
final class PrintableWriter extends FilterWriter {
    private static final int LONGEST = 8000;
    private final PrintWriter to;
    private int column;

    private PrintableWriter(PrintWriter to) {
        super(to);
        this.to = to;
    }

    static PrintWriter to(PrintWriter out) {
        return new PrintWriter(new PrintableWriter(out), true);
    }

    @Override
    public void write(int c) throws IOException {
        write(Character.toString((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        var shown = new StringBuilder(length);
        for (int at = offset; at < offset + length;) {
            int next = text.codePointAt(at);
            // half of a pair, at the end of what was given
            if (at + Character.charCount(next) > offset + length) {
                next = text.charAt(at);
            }
            at += Character.charCount(next);
            add(next, shown);
        }
        to.print(shown.toString());
    }

    private void add(int next, StringBuilder shown) {
        column = next == '\n' ? 0 : column + 1;
        if (column <= LONGEST) {
            if (next >= ' ' && next <= '~') {
                shown.append((char) next);
            } else {
                shown.appendCodePoint(next == '\n' || Printable.isShown(next) ? next : next == '\t' ? ' ' : '?');
            }
        } else if (column == LONGEST + 1) {
            shown.append('…');
        }
    }
}
