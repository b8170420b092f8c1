package io.strapwork.machine.kexec;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/** What a profile may say of this machine. */
@Options
public record KexecOptions(
        @Default("reboot") @Summary("reboot: jump at once, without unmounting anything; load-only: leave the jump to \"kexec -e\" or the next reboot of the init system") Jump jump,
        @Default("false") @Summary("Whether to tell the segments and load nothing") boolean dryRun) {
    /** What follows kexec_load. */
    public enum Jump {
        REBOOT, LOAD_ONLY
    }
}
