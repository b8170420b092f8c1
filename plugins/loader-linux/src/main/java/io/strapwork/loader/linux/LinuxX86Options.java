package io.strapwork.loader.linux;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/** Options of {@link LinuxX86Loader}. */
@Options
public record LinuxX86Options(
        @Default("auto") @Summary("auto: Strapwork unpacks the kernel, which then has no KASLR and no 5-level paging; never: the kernel unpacks itself") Unpack unpack) {
    /** Who unpacks. */
    public enum Unpack {
        /** Strapwork where it can, else the kernel. */
        AUTO,
        /** The kernel. */
        NEVER
    }
}
