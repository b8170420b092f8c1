package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Expected texts of runs that fail: {@code failures/NAME.txt} holds the exit status and standard error, with what varies replaced by words in capitals. Run with {@code -Dgolden.write=true} to write them anew. */
final class Golden {
    private static final Pattern CODE = Pattern.compile("SW-[A-Z][0-9]{3}");
    private static final Path TEXTS = Path.of("src/test/resources/io/strapwork/cli/failures");
    private static final Path PAGES = Path.of("../../docs/problems");

    private Golden() {}

    static void check(String name, Path folder, CommandLineRun run) {
        String actual = "exit status " + run.status() + "\n" + steady(run.errors(), folder);
        if (Boolean.getBoolean("golden.write")) {
            write(name, actual);
        }
        assertEquals(read(name), actual, name);
        assertTrue(CODE.matcher(actual).find() || run.status() == ExitStatus.USAGE, actual);
        CODE.matcher(actual).results().forEach(code -> assertTrue(Files.exists(PAGES.resolve(code.group() + ".md")), code.group()));
    }

    private static String steady(String text, Path folder) {
        return text.replace(folder.toString(), "FOLDER").replaceAll("10\\.0\\.2\\.2:[0-9]{4,5}", "10.0.2.2:PORT")
                .replaceAll("127\\.0\\.0\\.1:[0-9]{4,5}", "127.0.0.1:PORT").replaceAll("(?<= port )[0-9]{4,5}", "PORT")
                .replaceAll("(?<=it is now )[-0-9]+ [0-9:]+", "NOW");
    }

    private static String read(String name) {
        try {
            Path file = TEXTS.resolve(name + ".txt");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String name, String text) {
        try {
            Files.createDirectories(TEXTS);
            Files.writeString(TEXTS.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
