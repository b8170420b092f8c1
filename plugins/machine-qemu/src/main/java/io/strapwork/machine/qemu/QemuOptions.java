package io.strapwork.machine.qemu;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.qemu.s390x.S390xJump;
import io.strapwork.network.gateway.GatewayOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a profile may say of a QEMU machine, besides what every machine is asked for. Those of the gateway belong
 * to {@code network = "gateway"}; with {@code "user"} QEMU itself serves the folder, over TFTP only.
 */
@Options
public record QemuOptions(@Summary("QEMU's program; default: qemu-system-ARCHITECTURE on the path") Optional<String> binary,
        @Default("1") @Min("1") @Max("240") @Summary("Virtual CPUs, 1 to 240") int cpus,
        @Summary("CPU model, as for -cpu") Optional<String> cpu,
        @Default("tcg") @Summary("tcg, mttcg (a thread for each CPU also on x86_64, where guests panic by it now and then), or kvm where the computer has the machine's architecture") Accelerator accel,
        @Summary("More arguments for QEMU, such as -uuid, which boot servers can use to identify the machine") List<String> arguments,
        @Summary("Network card and its options, as for -device; default: virtio-net-ccw or virtio-net-pci") Optional<String> card,
        @Default("0") @Min("0") @Max("1000000") @Summary("How often a restart of the guest enters the firmware again, 0 to 1000000") int reboots,
        @Default("20s") @Min("1ms") @Max("1h") @Summary("How long the machine may take to answer") Duration patience,
        @Default("gateway") @Summary("gateway, user (QEMU's own), none (no network card), or an argument for -netdev without its id") String network,
        GatewayOptions gateway, DiskOptions disks,
        @Summary("What an operator types when loading on s390x: an entry's number or name, up to 8 letters, digits, dots") Optional<String> loadparm,
        @Default("52:54:00:12:34:56") @Summary("Ethernet address of the network card") String mac,
        @Default("1") @Min("0") @Max("65535") @Summary("Device number of the card on a channel subsystem, 0 to 65535") int deviceNumber,
        @Default("0") @Min("0") @Max("3") @Summary("Subchannel set of the card on a channel subsystem, 0 to 3") int subchannelSet,
        @Default("5") @Min("1") @Max("30") @Summary("Device of the card on PCI bus 0, 1 to 30") int slot,
        @Default("diag308") @Summary("How s390x is entered: diag308 (load normal, machine reset) or lpswe") S390xJump jump) {
    /** What executes the guest: QEMU's translator, with a thread for each CPU only where that is safe or everywhere, or the computer's own processor. */
    public enum Accelerator {
        TCG, MTTCG, KVM
    }

    public QemuOptions {
        arguments = List.copyOf(arguments);
    }

    /** What a profile gets that says nothing. */
    public static QemuOptions standard() {
        return new QemuOptions(Optional.empty(), 1, Optional.empty(), Accelerator.TCG, List.of(), Optional.empty(), 0,
                Duration.ofSeconds(20), "gateway", GatewayOptions.standard(), DiskOptions.none(), Optional.empty(), "52:54:00:12:34:56", 1,
                0, 5, S390xJump.DIAG308);
    }

    /** With other further arguments. */
    public QemuOptions withArguments(List<String> further) {
        return new QemuOptions(binary, cpus, cpu, accel, further, card, reboots, patience, network, gateway, disks, loadparm, mac,
                deviceNumber,
                subchannelSet, slot, jump);
    }

    /** That of {@code -uuid} among the further arguments, the last one, as QEMU takes it. */
    Optional<UUID> uuid() {
        int at = arguments.lastIndexOf("-uuid");
        try {
            return at >= 0 && at + 1 < arguments.size() ? Optional.of(UUID.fromString(arguments.get(at + 1))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // QEMU itself refuses it, in its own words
            return Optional.empty();
        }
    }

    /** With these disks and that network. */
    public QemuOptions withDisks(DiskOptions others, String anotherNetwork) {
        return new QemuOptions(binary, cpus, cpu, accel, arguments, card, reboots, patience, anotherNetwork, gateway, others, loadparm, mac,
                deviceNumber, subchannelSet, slot, jump);
    }

    /** What {@code -accel} gets. A thread for each CPU is QEMU's own choice, by which one boot of Linux on x86_64 in some sixty panics (docs/decisions/0035-one-thread-for-all-cpus.md). */
    String accelerator(Architecture architecture) {
        boolean several = cpus > 1 || arguments.contains("-smp") || arguments.contains("--smp");
        return switch (accel) {
            case TCG -> several && architecture == Architecture.X86_64 ? "tcg,thread=single" : "tcg";
            case MTTCG -> "tcg,thread=multi";
            case KVM -> "kvm";
        };
    }

    boolean hasCard() {
        return !network.equals("none");
    }

    boolean usesGateway() {
        return network.equals("gateway");
    }
}
