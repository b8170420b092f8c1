package io.strapwork.machine.qemu;

import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.MemorySizes;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.disks.Loadparm;
import io.strapwork.machine.qemu.ppc64.PseriesPlatform;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.s390x.S390xPlatform;
import io.strapwork.machine.qemu.x86.X86Platform;
import java.util.ArrayList;
import java.util.List;

/** A request and options to a platform, or all that is wrong with them. */
final class OptionCheck {
    static final String S390X_MEMORY = "s390x:64MiB:1024GiB:1MiB";
    /** {@code SPAPR_MEMORY_BLOCK_SIZE} of QEMU's include/hw/ppc/spapr.h. */
    static final String PPC64_MEMORY = "ppc64:256MiB:1024GiB:256MiB";
    static final String X86_MEMORY = "x86_64:64MiB:1024GiB:1MiB";
    private final List<Problem> problems = new ArrayList<>();

    private OptionCheck() {}

    /** @throws StrapworkException with SW-M208 and SW-M209 */
    static Platform platform(PowerOn request, QemuOptions options) {
        var check = new OptionCheck();
        check.all(request, options);
        if (!check.problems.isEmpty()) {
            throw new StrapworkException(check.problems, null);
        }
        return switch (request.architecture()) {
            case S390X -> new S390xPlatform(options.subchannelSet(), options.deviceNumber(), options.jump(),
                    options.loadparm().map(Loadparm::new));
            case X86_64 -> new X86Platform(options.slot());
            case PPC64 -> new PseriesPlatform(options.slot());
        };
    }

    /** @throws StrapworkException with SW-M224 */
    static NumaNodes numa(PowerOn request, QemuOptions options) {
        var problems = new ArrayList<Problem>();
        NumaNodes numa = NumaNodes.of(request, options.arguments(), problems);
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return numa;
    }

    private void all(PowerOn request, QemuOptions options) {
        String bus = request.architecture().usualBus();
        if (!request.bus().equals(bus)) {
            problems.add(new Problem("SW-M208", Blame.USER, "machine",
                    "the QEMU machine of " + request.architecture().id() + " has its network card on the bus \"" + bus + "\", not on \""
                            + request.bus() + "\"",
                    "set use = \"virtio-" + bus + "\" in [link], or remove it"));
        }
        MemorySizes sizes = MemorySizes.parse(switch (request.architecture()) {
            case S390X -> S390X_MEMORY;
            case PPC64 -> PPC64_MEMORY;
            case X86_64 -> X86_MEMORY;
        });
        if (!sizes.allow(request.memory())) {
            wrong("memory", "is not valid for a machine: " + request.memory(), "use " + sizes);
        }
        range("cpus", options.cpus(), 1, 240);
        range("mtu", options.gateway().mtu(), 576, 65535);
        range("device-number", options.deviceNumber(), 0, 0xffff);
        range("subchannel-set", options.subchannelSet(), 0, 3);
        range("reboots", options.reboots(), 0, 1_000_000);
        range("slot", options.slot(), 1, 30);
        if (!options.patience().isPositive()) {
            wrong("patience", "is not a duration", "such as \"20s\"");
        }
        mac(options.mac());
        options.loadparm().flatMap(text -> Loadparm.fault(request.architecture(), text))
                .ifPresent(fault -> wrong(Loadparm.OPTION, fault.what(), fault.hint()));
        if (!options.usesGateway() && !options.gateway().faults().isNone()) {
            wrong("network", "is \"" + options.network() + "\", which can't simulate faults",
                    "set network = \"gateway\", or remove the faults");
        }
    }

    private void mac(String text) {
        try {
            MacAddress mac = MacAddress.parse(text);
            if (!mac.isGroup() && mac.value() != 0) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        wrong("mac", "is not a card's address: \"" + text + "\"", "such as \"52:54:00:12:34:56\"");
    }

    private void range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            wrong(key, "is out of range: " + value, least + " to " + most);
        }
    }

    private void wrong(String key, String what, String hint) {
        problems.add(new Problem("SW-M209", Blame.USER, "machine." + key, "the option \"" + key + "\" " + what, hint));
    }
}
