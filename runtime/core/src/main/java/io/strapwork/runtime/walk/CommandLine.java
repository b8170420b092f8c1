package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootUri;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a kernel is told, and who says it.
 *
 * @param text   empty when nobody gives one
 * @param files  that it was made of, where those are neither a configuration nor the kernel
 * @param isTold whether a DHCP server says it
 */
record CommandLine(Optional<String> text, List<BootUri> files, boolean isTold) {
    static final CommandLine NONE = new CommandLine(Optional.empty(), List.of(), false);

    CommandLine {
        files = List.copyOf(files);
    }

    /** The same, but for these files. */
    CommandLine without(Predicate<BootUri> known) {
        return new CommandLine(text, files.stream().filter(known.negate()).toList(), isTold);
    }

    /** Of a DHCP server. */
    static CommandLine told(Optional<String> text) {
        return new CommandLine(text, List.of(), text.isPresent());
    }
}
