package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts.Kind;
import io.strapwork.api.machine.MachineFacts.MemoryMapEntry;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.device.tree.DeviceTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the running Linux tells of its computer, below /proc and /sys.
 *
 * @param root where those are; a test has its own
 */
record HostLinux(Path root, Architecture architecture) {
    private static final int MOST_RANGES = 4096;
    private static final int MOST_BYTES = 1 << 20;
    private static final String FLATTENED = "sys/firmware/fdt";
    private static final String KERNEL_END = "proc/device-tree/chosen/linux,kernel-end";
    private static final Pattern IOMEM = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (.*)");
    private static final Pattern RSDP = Pattern.compile("^ACPI(20)?=0x([0-9a-f]{1,16})$", Pattern.MULTILINE);

    /** RAM, in order and apart: what the firmware has told where it is known, else what Linux has itself. */
    List<GuestRange> ram() {
        List<GuestRange> ram = memoryMap().stream().filter(entry -> entry.kind() == Kind.RAM).map(MemoryMapEntry::range).toList();
        List<GuestRange> found = ram.isEmpty() ? architecture == Architecture.PPC64 ? treeMemory() : ioMemory() : ram;
        List<GuestRange> whole = Segments.pages(found, 1);
        if (whole.isEmpty()) {
            throw new Problem("SW-M501", Blame.HOST, root.toString(), "Linux doesn't tell where its memory is",
                    root.getParent() == null
                            ? "run as root, with /proc and /sys mounted"
                            : "copy sys/firmware/memmap, proc/iomem or proc/device-tree/memory@* of the computer into the folder, as root")
                    .asException();
        }
        return whole;
    }

    /**
     * Which files there must be to know what is in use (ppc64), and aren't, or tell nothing. A running Linux checks for itself what is loaded; nobody does for another computer.
     *
     * @return relative to the root
     */
    List<String> missing() {
        if (architecture != Architecture.PPC64) {
            return List.of();
        }
        var missing = new ArrayList<String>();
        if (deviceTree().isEmpty()) {
            missing.add(FLATTENED);
        }
        if (kernelEnd().isEmpty()) {
            missing.add(KERNEL_END);
        }
        return missing;
    }

    /** The firmware's own map (x86): /sys/firmware/memmap. */
    List<MemoryMapEntry> memoryMap() {
        var map = new ArrayList<MemoryMapEntry>();
        for (int i = 0; i < MOST_RANGES; i++) {
            Path entry = root.resolve("sys/firmware/memmap/" + i);
            Optional<Long> start = text(entry.resolve("start")).flatMap(HostLinux::hexadecimal);
            Optional<Long> end = text(entry.resolve("end")).flatMap(HostLinux::hexadecimal);
            if (start.isEmpty() || end.isEmpty()) {
                break;
            }
            if (start.get() >= 0 && end.get() >= start.get() && end.get() < Long.MAX_VALUE) {
                map.add(new MemoryMapEntry(GuestRange.of(start.get(), end.get() - start.get() + 1),
                        kind(text(entry.resolve("type")).orElse(""))));
            }
        }
        map.sort(Comparator.comparing(entry -> entry.range().start()));
        return List.copyOf(map);
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "System RAM" -> Kind.RAM;
            case "ACPI Tables" -> Kind.ACPI_RECLAIMABLE;
            case "ACPI Non-volatile Storage" -> Kind.ACPI_NVS;
            default -> Kind.RESERVED;
        };
    }

    /** "System RAM" of /proc/iomem; zeros for who is not root. */
    private List<GuestRange> ioMemory() {
        var ram = new ArrayList<GuestRange>();
        for (String line : text(root.resolve("proc/iomem")).orElse("").lines().limit(MOST_RANGES).toList()) {
            Matcher range = IOMEM.matcher(line);
            if (range.matches() && range.group(3).equals("System RAM")) {
                long start = Long.parseUnsignedLong(range.group(1), 16);
                long end = Long.parseUnsignedLong(range.group(2), 16);
                if (start >= 0 && end > start && end < Long.MAX_VALUE) {
                    ram.add(GuestRange.of(start, end - start + 1));
                }
            }
        }
        return ram;
    }

    /** "reg" of the nodes memory@…; two cells each, as every ppc64 has. */
    private List<GuestRange> treeMemory() {
        var ram = new ArrayList<GuestRange>();
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(root.resolve("proc/device-tree"), "memory@*")) {
            for (Path node : nodes) {
                ByteBuffer reg = ByteBuffer.wrap(bytes(node.resolve("reg")).orElse(new byte[0]));
                while (reg.remaining() >= 16 && ram.size() < MOST_RANGES) {
                    long start = reg.getLong();
                    long size = reg.getLong();
                    if (start >= 0 && size > 0 && size < Long.MAX_VALUE - start) {
                        ram.add(GuestRange.of(start, size));
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return ram;
    }

    /**
     * On ppc64, where kexec loads nothing: from 0 to behind the running kernel, and what devices translate addresses by (Linux: arch/powerpc/kexec/core_64.c, default_machine_kexec_prepare). The tree tells
     * it, but not the flattened one.
     */
    List<GuestRange> inUse() {
        Path tree = root.resolve("proc/device-tree");
        var used = new ArrayList<GuestRange>();
        kernelEnd().ifPresent(end -> used.add(GuestRange.of(0, end)));
        var nodes = new ArrayList<Path>();
        try (DirectoryStream<Path> buses = Files.newDirectoryStream(tree, "pci@*")) {
            buses.forEach(nodes::add);
        } catch (IOException | DirectoryIteratorException e) {
            return used;
        }
        for (Path node : nodes) {
            long start = number(node.resolve("linux,tce-base")).orElse(0L);
            long bytes = number(node.resolve("linux,tce-size")).orElse(0L);
            if (start > 0 && bytes > 0 && bytes <= Long.MAX_VALUE - start) {
                used.add(GuestRange.of(start, bytes));
            }
        }
        return used;
    }

    private Optional<Long> kernelEnd() {
        return number(root.resolve(KERNEL_END)).filter(end -> end > 0);
    }

    /** A property of one or two cells. */
    private static Optional<Long> number(Path property) {
        return bytes(property).map(ByteBuffer::wrap).flatMap(value -> switch (value.remaining()) {
            case 4 -> Optional.of(Integer.toUnsignedLong(value.getInt()));
            case 8 -> Optional.of(value.getLong());
            default -> Optional.empty();
        });
    }

    /** Of ACPI: what EFI has told Linux, or its boot loader. Linux finds a BIOS's by itself. */
    Optional<GuestAddress> rsdp() {
        Matcher told = RSDP.matcher(text(root.resolve("sys/firmware/efi/systab")).orElse(""));
        Optional<GuestAddress> best = Optional.empty();
        while (told.find()) {
            Optional<GuestAddress> at = hexadecimal("0x" + told.group(2)).filter(value -> value > 0).map(GuestAddress::of);
            best = told.group(1) != null || best.isEmpty() ? at : best;
        }
        return best.or(() -> bytes(root.resolve("sys/kernel/boot_params/data")).filter(page -> page.length >= 0x78)
                .map(page -> ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getLong(0x70)).filter(at -> at > 0)
                .map(GuestAddress::of));
    }

    Optional<UUID> uuid() {
        try {
            return text(root.resolve("sys/class/dmi/id/product_uuid")).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The flattened tree that Linux was given: /sys/firmware/fdt. */
    Optional<byte[]> deviceTree() {
        return bytes(root.resolve(FLATTENED));
    }

    /** The tree as Linux has it now, for who has no flattened one. */
    Optional<DeviceTree> liveTree() {
        return LiveTree.in(root.resolve("proc/device-tree"));
    }

    /** Whether lockdown is on, and how: {@code "integrity"}. */
    Optional<String> lockdown() {
        return text(root.resolve("sys/kernel/security/lockdown")).map(line -> line.replaceAll(".*\\[(.*)].*", "$1"))
                .filter(mode -> !mode.equals("none"));
    }

    boolean isLoadingDisabled() {
        return text(root.resolve("proc/sys/kernel/kexec_load_disabled")).filter("1"::equals).isPresent();
    }

    /** CAP_SYS_BOOT, bit 22 of the effective capabilities. */
    boolean mayReboot() {
        return text(root.resolve("proc/self/status")).orElse("").lines().filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> hexadecimal("0x" + line.substring("CapEff:".length()).strip()).filter(set -> (set >> 22 & 1) == 1)
                        .isPresent());
    }

    /** As the architecture's Debian kernels have it. */
    long pageBytes() {
        return architecture == Architecture.PPC64 ? 0x10000 : 0x1000;
    }

    private static Optional<Long> hexadecimal(String text) {
        try {
            return text.startsWith("0x") ? Optional.of(Long.parseUnsignedLong(text.substring(2), 16)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Path file) {
        return bytes(file).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).strip());
    }

    /** Read to its end, whatever its size: the stream's own methods ask where they are, which securityfs doesn't answer (ESPIPE). */
    static Optional<byte[]> bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            var all = new ByteArrayOutputStream();
            var some = new byte[8192];
            for (int read = in.read(some); read > 0; read = in.read(some, 0, Math.min(some.length, MOST_BYTES - all.size()))) {
                all.write(some, 0, read);
            }
            return Optional.of(all.toByteArray());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
