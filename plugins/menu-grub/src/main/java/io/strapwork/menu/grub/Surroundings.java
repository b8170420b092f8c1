package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuRequest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The variables that GRUB sets before it reads its configuration. */
final class Surroundings {
    private static final List<String> FEATURES = List.of("chainloader_bpb", "ntldr", "platform_search_hint", "default_font_path",
            "all_video_module", "menuentry_id",
            "menuentry_options", "200_final", "nativedisk_cmd", "timeout_style", "search_cryptodisk_only", "tpm2_cap_pcrs",
            "gcry_hw_accel");
    /** GRUB's folder of modules, which is not part of its prefix. */
    static final Pattern PLATFORM = Pattern
            .compile("(x86_64|i386|arm64|arm|powerpc|riscv64|loongarch64|s390x|ia64)-(efi|pc|ieee1275|emu|coreboot|multiboot|xen|qemu)");

    private Surroundings() {}

    static Variables variables(MenuRequest request, Devices devices) {
        var variables = new Variables();
        String folder = folder(devices.nameOf(request.config()));
        String last = folder.substring(folder.lastIndexOf('/') + 1);
        String prefix = PLATFORM.matcher(last).matches() ? folder(folder) : folder;
        variables.export("root", devices.home().name());
        variables.export("prefix", prefix);
        variables.set("cmdpath", folder);
        variables.set("fw_path", folder);
        variables.export("pager", "");
        variables.export("color_normal", "light-gray/black");
        variables.export("color_highlight", "black/light-gray");
        FEATURES.forEach(feature -> variables.export("feature_" + feature, "y"));
        String bootFile = request.fact(MenuRequest.BOOT_FILE).orElse("");
        boolean bios = bootFile.endsWith(".0") || bootFile.endsWith("pxegrub2");
        switch (request.fact(MenuRequest.ARCHITECTURE).orElse("x86_64")) {
            case "ppc64" -> platform(variables, "powerpc", "ieee1275");
            case "s390x" -> platform(variables, "s390x", "emu");
            default -> platform(variables, bios ? "i386" : "x86_64", bios ? "pc" : "efi");
        }
        network(variables, request, devices, bios ? "pxe" : "efinet0");
        return variables;
    }

    private static void platform(Variables variables, String cpu, String platform) {
        variables.export("grub_cpu", cpu);
        variables.export("grub_platform", platform);
    }

    /** Without its last name, and without the slash. */
    private static String folder(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    private static void network(Variables variables, MenuRequest request, Devices devices, String card) {
        if (!devices.defaultServer().isEmpty()) {
            variables.export("net_default_server", devices.defaultServer());
            variables.export("pxe_default_server", devices.defaultServer());
            variables.export("net_default_interface", card);
        }
        Map<String, String> facts = Map.of(MenuRequest.IP, "ip", MenuRequest.MAC, "mac", MenuRequest.HOSTNAME, "hostname",
                MenuRequest.DOMAIN, "domain", MenuRequest.BOOT_FILE,
                "boot_file", MenuRequest.NEXT_SERVER, "next_server", MenuRequest.DHCP_SERVER, "dhcp_server_name");
        facts.forEach((fact, name) -> request.fact(fact).ifPresent(value -> {
            for (String owner : List.of("default", card, card + "_dhcp", card + "_dhcp0")) {
                variables.export("net_" + owner + "_" + name, value);
            }
        }));
        request.fact(MenuRequest.UUID).filter(uuid -> uuid.length() == 36).map(Surroundings::asSent)
                .ifPresent(uuid -> variables.export("net_" + card + "_clientuuid", uuid));
    }

    /** GRUB writes the bytes of DHCP option 97 as they come, and firmware sends the first three fields with the lowest byte first (RFC 4578, 2.3). */
    static String asSent(String uuid) {
        if (uuid.length() != 36) {
            return uuid;
        }
        return swap(uuid.substring(0, 8)) + "-" + swap(uuid.substring(9, 13)) + "-" + swap(uuid.substring(14, 18)) + uuid.substring(18);
    }

    private static String swap(String field) {
        var swapped = new StringBuilder(field.length());
        for (int i = field.length() - 2; i >= 0; i -= 2) {
            swapped.append(field, i, i + 2);
        }
        return swapped.toString();
    }

    /** The folder of a URI, with its slash. */
    static String folderOf(BootUri uri) {
        return uri.folder().decodedPath();
    }
}
