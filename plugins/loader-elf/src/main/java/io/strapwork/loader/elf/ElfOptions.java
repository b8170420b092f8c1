package io.strapwork.loader.elf;

import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link ElfLoader}. */
@Options
public record ElfOptions(
        @Summary("where a kernel that can be moved goes, such as \"0x400000\" or \"64MiB\"; the lowest fitting place when left out") Optional<String> address) {
    public static ElfOptions none() {
        return new ElfOptions(Optional.empty());
    }
}
