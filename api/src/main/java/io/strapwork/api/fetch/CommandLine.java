package io.strapwork.api.fetch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a menu's entry tells a kernel, and where that stands.
 *
 * @param text  empty when nobody says anything; without NUL
 * @param files that it was made of, where it is in none that was read whole ({@link ConfigFiles#find}): an image that was looked into, too. A verifier is asked about those of the entry that
 *              boots, unless it is asked about the same file as the kernel
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CommandLine(Optional<String> text, List<BootUri> files) {
    public static final CommandLine NONE = new CommandLine(Optional.empty(), List.of());

    public CommandLine {
        files = List.copyOf(files);
    }

    /** In a configuration that was read whole. */
    public static CommandLine written(String text) {
        return new CommandLine(Optional.of(text), List.of());
    }

    /** Made of files of its own, or of an image of which only the beginning was read. */
    public static CommandLine of(String text, BootUri... files) {
        return new CommandLine(Optional.of(text), List.of(files));
    }
}
