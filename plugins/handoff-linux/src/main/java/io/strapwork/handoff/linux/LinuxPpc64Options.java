package io.strapwork.handoff.linux;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Optional;

/** Options of {@link LinuxPpc64Handoff}. */
@Options
public record LinuxPpc64Options(
        @Default("") @Summary("the kernel's command line (bootargs)") String cmdline,
        @Summary("where the initrd goes, a multiple of 0x10000 such as \"0x8000000\"; above the kernel when left out") Optional<String> initrdAddress,
        @Summary("the console's path in the device tree, such as \"/vdevice/vty@71000000\"; the machine's own when left out") Optional<String> stdoutPath,
        @Summary("translation to agree on with the hypervisor: hash or radix; nothing is agreed on when this and interrupts are left out") Optional<Mmu> mmu,
        @Summary("interrupt controller to agree on with the hypervisor: xics or xive") Optional<Interrupts> interrupts) {
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
