package io.strapwork.handoff.openfirmware;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link OpenFirmwareHandoff}. */
@Options
public record OpenFirmwareOptions(
        @Default("") @Summary("the client's arguments (/chosen bootargs), which is the kernel's command line; {ip} is the network it came from, as ip=") String cmdline,
        @Summary("where the client was booted from (/chosen bootpath), such as \"/pci@800000020000000/ethernet@5\"; default: empty") Optional<String> bootPath,
        @Summary("the console's path in the device tree, such as \"/vdevice/vty@71000000\"; default: the machine's own") Optional<String> stdoutPath,
        @Summary("where the initrd goes, a multiple of 0x10000 such as \"0x8000000\"; default: above the kernel") Optional<String> initrdAddress) {
    public static OpenFirmwareOptions cmdline(String cmdline) {
        return new OpenFirmwareOptions(cmdline, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
