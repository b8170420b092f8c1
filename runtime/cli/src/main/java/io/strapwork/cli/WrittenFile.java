package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.outcome.FileReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.Option;

/**
 * A file that the command line names for what a command has to tell.
 *
 * @param option that names it, such as {@code --json}
 */
record WrittenFile(String option, Path file) {
    static final String TITLE = "the output files can't be written";

    private static final String NOT_MADE = "SW-P205";
    private static final String NOT_WRITTEN = "SW-X226";
    static final Set<String> CODES = Set.of(NOT_MADE, NOT_WRITTEN);

    /** Writes it; it exists. */
    @FunctionalInterface
    interface Content {
        void write(Path file) throws IOException;
    }

    /** Empty when the option was not given. */
    static Optional<WrittenFile> of(Arguments arguments, Option option) throws CallException {
        Optional<String> name = arguments.value(option);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new WrittenFile("--" + option.getLongOpt(), ProfileArguments.path(name.get())));
    }

    /** Makes it before the work, so that this is not in vain. @throws StrapworkException SW-P205 */
    void create() {
        try {
            Files.newOutputStream(file).close();
        } catch (IOException e) {
            throw new StrapworkException(new Problem(NOT_MADE, Blame.USER, option + " " + file,
                    "the file can't be written: " + FileReasons.of(e), "name a file in a folder that can be written"), e);
        }
    }

    /** @throws StrapworkException SW-X226 */
    void write(Content content) {
        try {
            content.write(file);
        } catch (IOException e) {
            throw new StrapworkException(new Problem(NOT_WRITTEN, Blame.HOST, option + " " + file,
                    "the file could not be written: " + FileReasons.of(e), "free some space, and try again"), e);
        }
    }
}
