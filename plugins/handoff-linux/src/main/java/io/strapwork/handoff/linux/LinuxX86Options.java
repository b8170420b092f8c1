package io.strapwork.handoff.linux;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link LinuxX86Handoff}. */
@Options
public record LinuxX86Options(@Default("") @Summary("the kernel's command line; {ip} is the network it came from, as ip=") String cmdline,
        @Summary("where the initrd goes, a multiple of 4096 such as \"0x8000000\"; default: above the kernel") Optional<String> initrdAddress) {
    public static LinuxX86Options cmdline(String cmdline) {
        return new LinuxX86Options(cmdline, Optional.empty());
    }
}
