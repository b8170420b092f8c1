package io.strapwork.cli;

import io.strapwork.api.plugin.Printable;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard error for the loggers of {@code --verbose}, which quote servers and images: made printable, line by line. */
final class LogStream extends PrintStream {
    private static final int LONGEST = 16_000;

    LogStream(OutputStream out) {
        super(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
        super.println(Printable.text(String.valueOf(line), LONGEST));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }

    @Override
    public void print(String text) {
        super.print(Printable.text(String.valueOf(text), LONGEST));
    }
}
