package io.strapwork.menu.ipxe;

import static java.util.Map.entry;

import io.strapwork.api.fetch.MenuRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is known of machine and network as iPXE's settings. */
final class FactSettings {
    private static final Map<String, String> OTHER_NAMES = Map.of(MenuRequest.BOOT_FILE, "filename");
    private static final Set<String> CARD = Set.of("mac", "busid", "busloc", "bustype", "chip", "ifname", "linktype");
    private static final Set<String> DHCP = Set.of("ip", "netmask", "gateway", "dns", "next-server", "filename", "root-path", "hostname",
            "domain",
            "dhcp-server", "user-class", "vendor-class", "syslog", "mtu", "ip6", "dns6", "gateway6", "len6", "initiator-iqn");
    private static final Set<String> FIRMWARE = Set.of("uuid", "manufacturer", "product", "serial", "asset", "board-serial", "memsize");
    private static final Set<String> BUILTIN = Set.of("buildarch", "platform", "version", "cpuvendor", "cpumodel", "unixtime");
    /** An iPXE that knows all that is read here. */
    private static final String VERSION = "1.21.1";
    private static final Map<String, String> ARCHITECTURES = Map.ofEntries(entry("aarch64", "arm64"), entry("arm", "arm32"),
            entry("i686", "i386"));

    private FactSettings() {}

    static Settings of(MenuRequest request) {
        var settings = new Settings();
        String platform = request.fact("platform").orElse("efi");
        put(settings, Settings.BUILTIN, "platform", platform);
        put(settings, Settings.BUILTIN, "buildarch", buildArchitecture(request, platform));
        put(settings, Settings.BUILTIN, "version", VERSION);
        put(settings, Settings.CARD, "ifname", Settings.CARD);
        new TreeMap<>(request.facts()).forEach((key, value) -> fact(settings, OTHER_NAMES.getOrDefault(key, key), value));
        return settings;
    }

    /** What runs on a BIOS is built for i386, whatever the processor is. */
    private static String buildArchitecture(MenuRequest request, String platform) {
        String architecture = request.fact(MenuRequest.ARCHITECTURE).orElse("x86_64");
        boolean bios = platform.equals("pcbios") && architecture.equals("x86_64");
        return bios ? "i386" : ARCHITECTURES.getOrDefault(architecture, architecture);
    }

    private static void fact(Settings settings, String key, String value) {
        if (key.startsWith("option-")) {
            put(settings, Settings.DHCP, key.substring("option-".length()), value);
        } else if (CARD.contains(key)) {
            put(settings, Settings.CARD, key, value);
        } else if (DHCP.contains(key)) {
            put(settings, Settings.DHCP, key, value);
        } else if (FIRMWARE.contains(key)) {
            put(settings, Settings.FIRMWARE, key, value);
        } else if (BUILTIN.contains(key)) {
            put(settings, Settings.BUILTIN, key, value);
        } else {
            put(settings, Settings.ROOT, key, value);
        }
    }

    private static void put(Settings settings, String block, String key, String value) {
        Optional<SettingName> parsed = SettingName.parse(key);
        if (parsed.isEmpty() || value.isEmpty()) {
            return;
        }
        SettingName name = parsed.get();
        Optional<SettingName> sixth = name.type().equals(Optional.of(SettingType.IPV4)) && value.contains(":")
                ? SettingName.parse(key + "6")
                : Optional.empty();
        if (sixth.flatMap(SettingName::type).equals(Optional.of(SettingType.IPV6))) {
            name = sixth.get();
        }
        String spelled = name.key().equals("mac") ? value.replace('-', ':') : value;
        Optional<byte[]> raw = name.type().orElse(SettingType.STRING).parse(spelled);
        String where = name.block().isEmpty() ? block : name.block();
        // a fact that is not an address or a number is still text
        Optional<String> words = raw.isPresent() ? Optional.empty() : Optional.of(value);
        settings.store(where, name.key(), new Settings.Value(raw.isPresent() ? name.type().orElse(null) : SettingType.STRING,
                raw.orElseGet(() -> value.getBytes(StandardCharsets.UTF_8)), words));
    }
}
