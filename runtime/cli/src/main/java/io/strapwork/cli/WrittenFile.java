package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that the command line names for what a command has to tell. */
final class WrittenFile {
    private WrittenFile() {}

    /** Creates the file of {@code --json} before the work, so that it is not in vain. @throws StrapworkException SW-P205 */
    static void createOutcome(Path json) {
        try {
            Files.newOutputStream(json).close();
        } catch (IOException e) {
            throw new StrapworkException(
                    new Problem("SW-P205", Blame.USER, "--json " + json, "the outcome can't be written: " + reason(e), ""), e);
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "there is no such folder";
            case AccessDeniedException denied -> "it is not allowed";
            default -> String.valueOf(e.getMessage());
        };
    }
}
