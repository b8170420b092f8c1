package io.strapwork.api.load;

import io.strapwork.api.load.PeSections.Section;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs for EFI and Windows (Microsoft's PE format), among them kernels in an EFI stub (UAPI group: unified kernel image specification). */
final class PeFile {
    private static final long HEADER_AT = 0x3c;
    private static final long SEARCHED = 16 << 20;
    private static final Pattern LOADER = Pattern.compile("LoaderInfo: (\\S+)");
    /** Components that are programs: SBAT's own line comes first (rhboot/shim: SBAT.md). */
    private static final Pattern COMPONENT = Pattern.compile("\n([a-z0-9-]+)[.a-z0-9-]*,");
    private static final String NO_EFI = "Strapwork is not EFI firmware: use the kernel itself (vmlinuz), not a boot loader";

    private PeFile() {}

    static Optional<FileKind> kind(MemorySegment content) {
        var file = new FileBytes(content);
        if (!file.says(0, "MZ")) {
            return Optional.empty();
        }
        long header = file.u32(HEADER_AT);
        if (!file.says(header, "PE\0\0")) {
            return Optional.of(new FileKind("a DOS program", "use the kernel itself (vmlinuz)"));
        }
        String machine = machine(file.u16(header + 4));
        int subsystem = file.u16(header + 24 + 68);
        if (subsystem == 2 || subsystem == 3) {
            return Optional.of(new FileKind("a Windows program for " + machine, "use the kernel itself (vmlinuz)"));
        }
        Optional<PeSections> table = PeSections.parse(content);
        if (table.flatMap(UnifiedKernel::of).isPresent()) {
            return Optional.of(new FileKind(
                    "a unified kernel image for " + machine + " (an EFI program with kernel, initrd and command line in it)",
                    "use one for this machine, or set machine.architecture to match it"));
        }
        List<Section> sections = table.map(PeSections::sections).orElse(List.of());
        return Optional.of(
                new FileKind("an EFI program for " + machine + program(file, sections).map(name -> " (" + name + ")").orElse(""), NO_EFI));
    }

    private static Optional<Section> named(List<Section> sections, String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    private static Optional<String> program(FileBytes file, List<Section> sections) {
        Optional<String> systemd = named(sections, ".sdmagic").flatMap(section -> first(LOADER, file, section));
        if (systemd.isPresent()) {
            return systemd;
        }
        if (named(sections, ".vendor_cert").isPresent()) {
            return Optional.of("shim");
        }
        if (named(sections, "mods").isPresent()) {
            return Optional.of("GRUB");
        }
        Optional<String> component = named(sections, ".sbat").flatMap(section -> first(COMPONENT, file, section));
        return component.or(() -> file.holds("iPXE", SEARCHED) ? Optional.of("iPXE") : Optional.empty());
    }

    private static Optional<String> first(Pattern pattern, FileBytes file, Section section) {
        Matcher found = pattern.matcher(file.text(section.offset(), Math.min(section.bytes(), 1024)));
        return found.find() ? Optional.of(FileBytes.name(found.group(1))) : Optional.empty();
    }

    static String machine(int machine) {
        return switch (machine) {
            case 0x14c -> "i386";
            case 0x1c0, 0x1c2, 0x1c4 -> "32-bit ARM";
            case 0x200 -> "IA-64";
            case 0xebc -> "EFI byte code";
            case 0x5032 -> "32-bit RISC-V";
            case 0x5064 -> "RISC-V";
            case 0x6232, 0x6264 -> "LoongArch";
            case 0x8664 -> "x86-64";
            case 0xaa64 -> "arm64";
            default -> "machine 0x" + Integer.toHexString(machine);
        };
    }
}
