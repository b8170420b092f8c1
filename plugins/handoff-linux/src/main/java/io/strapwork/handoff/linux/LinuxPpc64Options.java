package io.strapwork.handoff.linux;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link LinuxPpc64Handoff}. */
@Options
public record LinuxPpc64Options(
        @Default("") @Summary("the kernel's command line (bootargs); {ip} is the network it came from, as ip=") String cmdline,
        @Summary("where the initrd goes, a multiple of 0x10000 such as \"0x8000000\"; default: above the kernel") Optional<String> initrdAddress,
        @Summary("the console's path in the device tree, such as \"/vdevice/vty@71000000\"; default: the machine's own") Optional<String> stdoutPath,
        @Summary("translation to negotiate with the hypervisor: hash or radix; without this and interrupts, nothing is negotiated") Optional<Mmu> mmu,
        @Summary("interrupt controller to negotiate with the hypervisor: xics or xive") Optional<Interrupts> interrupts) {
    /** How addresses are translated. */
    public enum Mmu {
        HASH, RADIX
    }

    /** The interrupt controller's sort. */
    public enum Interrupts {
        XICS, XIVE
    }

    /** Of a kernel that takes the machine as it is. */
    public LinuxPpc64Options(String cmdline, Optional<String> initrdAddress, Optional<String> stdoutPath) {
        this(cmdline, initrdAddress, stdoutPath, Optional.empty(), Optional.empty());
    }

    public static LinuxPpc64Options cmdline(String cmdline) {
        return new LinuxPpc64Options(cmdline, Optional.empty(), Optional.empty());
    }

    LinuxPpc64Options withCmdline(String other) {
        return new LinuxPpc64Options(other, initrdAddress, stdoutPath, mmu, interrupts);
    }

    boolean negotiates() {
        return mmu.isPresent() || interrupts.isPresent();
    }
}
