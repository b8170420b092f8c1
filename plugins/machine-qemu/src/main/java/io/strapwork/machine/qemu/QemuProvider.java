package io.strapwork.machine.qemu;

import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.MachineSurvey;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.qemu.process.Platform;
import jakarta.inject.Inject;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes machines of QEMU, a process for each. Another process has no virtual time: these machines run by the computer's clock only, whatever clock a boot has, and their classes wait by
 * it for QEMU's answers, sockets and memory ({@code WaitingRulesTests} names them).
 */
@MachinePlugin(id = "qemu", architectures = {"s390x", "ppc64", "x86_64"}, buses = {"ccw",
    "pci"}, calls = "ppc64", console = true, memory = {
        OptionCheck.S390X_MEMORY,
        OptionCheck.PPC64_MEMORY, OptionCheck.X86_MEMORY})
public final class QemuProvider implements MachineProvider, MachineSurvey {
    private final QemuOptions options;
    private final BootClock clock;
    private final RandomGenerator random;

    @Inject
    public QemuProvider(QemuOptions options, BootClock clock, RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Machine powerOn(PowerOn request) {
        Platform platform = OptionCheck.platform(request, options);
        NumaNodes numa = OptionCheck.numa(request, options);
        var disks = new QemuDisks(options.disks().images(), platform);
        return new QemuLaunch(request, options, platform, numa, disks, clock, random).powerOn();
    }

    @Override
    public List<Finding> survey(PowerOn request) {
        OptionCheck.platform(request, options);
        OptionCheck.numa(request, options);
        return DiskOptions.survey(options.disks().images());
    }
}
