package io.strapwork.handoff.linux;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link LinuxS390xHandoff}. */
@Options
public record LinuxS390xOptions(
        @Default("") @Summary("the kernel's command line, plain ASCII; {ip} is the network it came from, as ip=") String cmdline,
        @Summary("where the initrd goes, a multiple of 4096 such as \"0x4000000\"; default: above the kernel") Optional<String> initrdAddress) {
    public static LinuxS390xOptions cmdline(String cmdline) {
        return new LinuxS390xOptions(cmdline, Optional.empty());
    }
}
