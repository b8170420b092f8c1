package io.strapwork.machine.kexec;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Path;
import java.util.Optional;

/** What a profile may say of this machine. */
@Options
public record KexecOptions(
        @Default("reboot") @Summary("reboot: jump at once, without unmounting anything; load-only: leave the jump to \"kexec -e\" or the next reboot of the init system") Jump jump,
        @Default("false") @Summary("Whether to tell the call and what it would load, and load nothing") boolean dryRun,
        @Default("auto") @Summary("auto: by kexec_file_load where Linux is locked down, else by kexec_load; segments: always by kexec_load; file: always by kexec_file_load, which takes Linux kernels as they were fetched and checks their signatures") Load load,
        @Summary("Folder with files of another computer's /proc and /sys: its memory and firmware are taken for this one's, for \"strapwork pack\"; nothing is loaded") Optional<Path> facts) {
    /** What follows the load. */
    public enum Jump {
        REBOOT, LOAD_ONLY
    }

    /** By which call. */
    public enum Load {
        AUTO, SEGMENTS, FILE
    }

    /** Whether this run may ask Linux for anything but what is in its files. */
    boolean isHere() {
        return !dryRun && facts.isEmpty();
    }
}
