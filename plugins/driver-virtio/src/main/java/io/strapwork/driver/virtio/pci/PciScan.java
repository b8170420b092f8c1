package io.strapwork.driver.virtio.pci;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.driver.virtio.transport.DeviceType;
import io.strapwork.driver.virtio.transport.ProblemCodes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds virtio functions of one type on bus 0 and behind bridges whose buses have numbers already; it numbers none itself. */
final class PciScan {
    private static final Pattern TEXT = Pattern.compile("(?:0000:)?([0-9a-f]{2}):([01][0-9a-f])\\.([0-7])", Pattern.CASE_INSENSITIVE);
    private static final int HEADER_TYPE = 0x0e;
    private static final int SECONDARY_BUS = 0x19;
    private static final int BRIDGE_WINDOW = 0x20;
    private static final int DEVICES = 32;
    private static final int FUNCTIONS = 8;
    private static final int NAMED_DEVICES = 16;

    private final PciBus bus;
    private final DeviceType type;
    private final List<PciFunction> found = new ArrayList<>();
    private final BitSet visited = new BitSet(256);

    PciScan(PciBus bus, DeviceType type) {
        this.bus = bus;
        this.type = type;
    }

    /** {@code 00:05.0}, with or without the domain 0000 before it. */
    static PciAddress parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new Problem(ProblemCodes.WRONG_OPTION, Blame.USER, "option device", "\"" + text + "\" is not a PCI address",
                    "write it as 00:05.0: bus, device and function in hexadecimal").asException();
        }
        return new PciAddress(Integer.parseInt(matcher.group(1), 16), Integer.parseInt(matcher.group(2), 16),
                Integer.parseInt(matcher.group(3)));
    }

    /** The functions at those addresses, or all of the type when none is named; there may be none. */
    List<PciFunction> all(List<PciAddress> wanted) {
        scan();
        return wanted.isEmpty()
                ? found.stream().filter(function -> function.is(type)).toList()
                : wanted.stream().map(this::named).toList();
    }

    /** The function at that address, or the first virtio network device. */
    PciFunction find(Optional<PciAddress> wanted) {
        scan();
        if (wanted.isPresent()) {
            return named(wanted.get());
        }
        return found.stream().filter(function -> function.is(type)).findFirst()
                .orElseThrow(() -> new Problem(ProblemCodes.NO_CARD, Blame.USER, "",
                        "the PCI bus has no virtio network device" + foundText(", nor any other"),
                        "add one to the machine; on QEMU: -device virtio-net-pci,netdev=...").asException());
    }

    private PciFunction named(PciAddress wanted) {
        PciFunction function = found.stream().filter(candidate -> candidate.address().equals(wanted)).findFirst()
                .orElseThrow(
                        () -> new Problem(ProblemCodes.NO_SUCH_DEVICE, Blame.USER, "option device",
                                "the PCI bus has no device " + wanted + foundText(""),
                                "correct the option, or remove it to use the first " + type).asException());
        if (!function.is(type)) {
            throw new Problem(ProblemCodes.NOT_A_CARD, Blame.USER, "option device",
                    "device " + wanted + " is not a " + type + "; its type is " + function.type(),
                    String.format("a %s has the type 1af4:%x or 1af4:%x; remove the option to use the first one", type,
                            type.transitionalPci(), type.modernPci()))
                    .asException();
        }
        return function;
    }

    private void scan() {
        scan(0, new PciSpace(bus.memorySpace().windows(), type == DeviceType.BLOCK));
    }

    private void scan(int number, PciSpace space) {
        visited.set(number);
        for (int device = 0; device < DEVICES; device++) {
            if (!look(new PciAddress(number, device, 0), space)) {
                continue;
            }
            boolean many = (bus.readConfig(new PciAddress(number, device, 0), HEADER_TYPE, 1) & 0x80) != 0;
            for (int function = 1; many && function < FUNCTIONS; function++) {
                look(new PciAddress(number, device, function), space);
            }
        }
    }

    private boolean look(PciAddress address, PciSpace space) {
        int id = bus.readConfig(address, 0, 4);
        int vendor = id & 0xffff;
        if (vendor == 0xffff || vendor == 0) {
            return false;
        }
        var function = new PciFunction(bus, address, vendor, id >>> 16, space);
        found.add(function);
        if ((function.u8(HEADER_TYPE) & 0x7f) == 1) {
            int secondary = function.u8(SECONDARY_BUS);
            if (secondary != 0 && !visited.get(secondary)) {
                scan(secondary, space.behind(window(function)));
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
