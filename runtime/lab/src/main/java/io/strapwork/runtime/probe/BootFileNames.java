package io.strapwork.runtime.probe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which client a boot program is for, by its usual name; and which client architecture (RFC 4578 and the IANA registry) is which. */
final class BootFileNames {
    private static final String BIOS = "BIOS";
    private static final List<String> BIOS_PROGRAMS = List.of("pxelinux.0", "lpxelinux.0", "gpxelinux.0", "undionly.kpxe", "undionly.kkpxe",
            "ipxe.pxe", "ipxe.kpxe", "wdsnbp.com", "pxeboot.n12");
    private static final Map<Integer, String> ARCHITECTURES = Map.ofEntries(Map.entry(0, BIOS), Map.entry(6, "ia32"), Map.entry(7, "x64"),
            Map.entry(9, "x64"), Map.entry(10, "arm"), Map.entry(11, "arm64"), Map.entry(15, "ia32"), Map.entry(16, "x64"),
            Map.entry(17, "x64"), Map.entry(18, "arm"), Map.entry(19, "arm64"), Map.entry(12, "Open Firmware"),
            Map.entry(13, "Open Firmware"),
            Map.entry(14, "OPAL"), Map.entry(31, "s390x"), Map.entry(32, "s390x"));

    private BootFileNames() {}

    /** Empty for a number that nobody needs to know. */
    static Optional<String> architecture(int number) {
        return Optional.ofNullable(ARCHITECTURES.get(number));
    }

    /** Empty where the name does not tell. */
    static Optional<String> client(String file) {
        String path = file.toLowerCase(Locale.ROOT).replaceFirst("[?#].*", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (BIOS_PROGRAMS.contains(name)) {
            return Optional.of(BIOS);
        }
        if (!name.endsWith(".efi")) {
            return Optional.empty();
        }
        String stem = name.substring(0, name.length() - 4);
        if (stem.endsWith("aa64") || stem.endsWith("arm64")) {
            return Optional.of("arm64");
        }
        if (stem.endsWith("ia32") || stem.endsWith("i386")) {
            return Optional.of("ia32");
        }
        return stem.endsWith("x64") || stem.endsWith("x86_64") || stem.endsWith("amd64") ? Optional.of("x64") : Optional.of("UEFI");
    }

    /** Whether a client of an architecture could run a program that is for another. */
    static boolean fits(String program, String client) {
        return program.equals(client) || program.equals("UEFI") && List.of("ia32", "x64", "arm", "arm64").contains(client);
    }
}
