package io.strapwork.machine.qemu.process;

import java.util.function.Consumer;

/** Makes lines of console output: without their ends, escape sequences (ECMA-48) and other control characters. A line of more than 4096 characters is broken. */
final class ConsoleLines {
    private static final int LONGEST = 4096;

    private enum Mode {
        TEXT, ESCAPE, SEQUENCE, STRING
    }

    private final Consumer<String> out;
    private final StringBuilder line = new StringBuilder();
    private Mode mode = Mode.TEXT;

    ConsoleLines(Consumer<String> out) {
        this.out = out;
    }

    void add(String text) {
        text.chars().forEach(next -> add((char) next));
    }

    private void add(char next) {
        switch (mode) {
            case TEXT -> text(next);
            case ESCAPE -> mode = next == '[' ? Mode.SEQUENCE : next == ']' || next == 'P' ? Mode.STRING : Mode.TEXT;
            case SEQUENCE -> mode = next >= '@' && next <= '~' || next == '\n' ? Mode.TEXT : Mode.SEQUENCE;
            case STRING -> mode = next == 7 || next == '\n' ? Mode.TEXT : next == 27 ? Mode.ESCAPE : Mode.STRING;
        }
    }

    private void text(char next) {
        if (next == '\n') {
            end();
        } else if (next == 27) {
            mode = Mode.ESCAPE;
        } else if (next >= ' ' && next != 127 || next == '\t') {
            line.append(next);
            if (line.length() == LONGEST) {
                end();
            }
        }
    }

    private void end() {
        out.accept(line.toString());
        line.setLength(0);
    }

    /** What stands there without an end. */
    void finish() {
        if (!line.isEmpty()) {
            end();
        }
    }
}
