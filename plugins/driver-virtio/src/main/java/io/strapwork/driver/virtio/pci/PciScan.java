package io.strapwork.driver.virtio.pci;

import io.strapwork.driver.virtio.transport.ProblemCodes;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a virtio network function on bus 0 and behind bridges whose buses have numbers already; it numbers none itself. */
final class PciScan {
    private static final Pattern TEXT = Pattern.compile("(?:0000:)?([0-9a-f]{2}):([01][0-9a-f])\\.([0-7])", Pattern.CASE_INSENSITIVE);
    private static final int HEADER_TYPE = 0x0e;
    private static final int SECONDARY_BUS = 0x19;
    private static final int BRIDGE_WINDOW = 0x20;
    private static final int DEVICES = 32;
    private static final int FUNCTIONS = 8;
    private static final int NAMED_DEVICES = 16;

    private final PciBus bus;
    private final List<PciFunction> found = new ArrayList<>();
    private final BitSet visited = new BitSet(256);

    PciScan(PciBus bus) {
        this.bus = bus;
    }

    /** {@code 00:05.0}, with or without the domain 0000 before it. */
    static PciAddress parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new Problem(ProblemCodes.WRONG_OPTION, Blame.USER, "option device", "\"" + text + "\" is not a PCI address",
                    "Write it as 00:05.0: bus, device and function in hexadecimal.").asException();
        }
        return new PciAddress(Integer.parseInt(matcher.group(1), 16), Integer.parseInt(matcher.group(2), 16),
                Integer.parseInt(matcher.group(3)));
    }

    /** The function at that address, or the first virtio network device. */
    PciFunction find(Optional<PciAddress> wanted) {
        scan(0, bus.memorySpace().windows());
        if (wanted.isPresent()) {
            return named(wanted.get());
        }
        return found.stream().filter(PciFunction::isVirtioNetwork).findFirst()
                .orElseThrow(() -> new Problem(ProblemCodes.NO_CARD, Blame.USER, "",
                        "the PCI bus has no virtio network device" + foundText(", nor any other"),
                        "Give the machine one; on QEMU: -device virtio-net-pci,netdev=...").asException());
    }

    private PciFunction named(PciAddress wanted) {
        PciFunction function = found.stream().filter(candidate -> candidate.address().equals(wanted)).findFirst()
                .orElseThrow(
                        () -> new Problem(ProblemCodes.NO_SUCH_DEVICE, Blame.USER, "option device",
                                "the PCI bus has no device " + wanted + foundText(""),
                                "Correct the option, or leave it out to take the first virtio network device.").asException());
        if (!function.isVirtioNetwork()) {
            throw new Problem(ProblemCodes.NOT_A_CARD, Blame.USER, "option device",
                    "device " + wanted + " is not a virtio network device, its type is " + function.type(),
                    "A virtio network device has the type 1af4:1000 or 1af4:1041. Leave the option out to take the first one.")
                    .asException();
        }
        return function;
    }

    private void scan(int number, List<PciWindow> windows) {
        visited.set(number);
        for (int device = 0; device < DEVICES; device++) {
            if (!look(new PciAddress(number, device, 0), windows)) {
                continue;
            }
            boolean many = (bus.readConfig(new PciAddress(number, device, 0), HEADER_TYPE, 1) & 0x80) != 0;
            for (int function = 1; many && function < FUNCTIONS; function++) {
                look(new PciAddress(number, device, function), windows);
            }
        }
    }

    private boolean look(PciAddress address, List<PciWindow> windows) {
        int id = bus.readConfig(address, 0, 4);
        int vendor = id & 0xffff;
        if (vendor == 0xffff || vendor == 0) {
            return false;
        }
        var function = new PciFunction(bus, address, vendor, id >>> 16, windows);
        found.add(function);
        if ((function.u8(HEADER_TYPE) & 0x7f) == 1) {
            int secondary = function.u8(SECONDARY_BUS);
            if (secondary != 0 && !visited.get(secondary)) {
                scan(secondary, window(function));
            }
        }
        return true;
    }

    /** What the bridge passes on as memory (PCI-to-PCI Bridge Architecture 1.2, 3.2.5.6). */
    private static List<PciWindow> window(PciFunction bridge) {
        int limits = bridge.u32(BRIDGE_WINDOW);
        long start = (limits & 0xfff0L) << 16;
        long end = (limits & 0xfff0_0000L) + 0x10_0000L;
        return start == 0 || end <= start ? List.of() : List.of(new PciWindow(start, end - start));
    }

    private String foundText(String none) {
        if (found.isEmpty()) {
            return none;
        }
        var text = new StringBuilder("; found: ");
        for (int i = 0; i < Math.min(found.size(), NAMED_DEVICES); i++) {
            text.append(i == 0 ? "" : ", ").append(found.get(i).address()).append(' ').append(found.get(i).type());
        }
        return found.size() > NAMED_DEVICES ? text + " and " + (found.size() - NAMED_DEVICES) + " more" : text.toString();
    }
}
