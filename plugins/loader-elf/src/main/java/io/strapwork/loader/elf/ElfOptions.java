package io.strapwork.loader.elf;

import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link ElfLoader}. */
@Options
public record ElfOptions(
        @Summary("where a relocatable kernel goes, such as \"0x400000\" or \"64MiB\"; default: the lowest place that fits") Optional<String> address) {
    public static ElfOptions none() {
        return new ElfOptions(Optional.empty());
    }
}
