package io.strapwork.menu.ipxe;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/**
 * A setting as scripts name it: {@code [BLOCK/]NAME[:TYPE]}.
 *
 * @param block of settings, with {@code net0} for {@code netX}; empty for the root
 * @param key   the number of the DHCP option with a {@code #}, or the name: two spellings of one setting have one key
 * @param type  that the script asks for, or that a setting of this name has
 */
record SettingName(String block, String key, Optional<SettingType> type) {
    private static final SettingType STRING = SettingType.STRING;
    private static final SettingType IPV4 = SettingType.IPV4;

    /** iPXE's settings with a number of DHCP (RFC 2132 and others). */
    private static final Map<String, Integer> TAGS = Map.ofEntries(entry("netmask", 1), entry("gateway", 3), entry("dns", 6),
            entry("syslog", 7),
            entry("hostname", 12), entry("domain", 15), entry("root-path", 17), entry("mtu", 26), entry("dhcp-server", 54),
            entry("vendor-class", 60),
            entry("filename", 67), entry("user-class", 77), entry("initiator-iqn", 203));
    private static final Map<String, SettingType> TYPES = Map.ofEntries(entry("#1", IPV4), entry("#3", IPV4), entry("#6", IPV4),
            entry("#7", IPV4),
            entry("#12", STRING), entry("#15", STRING), entry("#17", STRING), entry("#26", SettingType.INT16), entry("#54", IPV4),
            entry("#60", STRING),
            entry("#67", STRING), entry("#77", STRING), entry("#203", STRING), entry("ip", IPV4), entry("next-server", IPV4),
            entry("username", STRING), entry("password", STRING), entry("priority", SettingType.INT8), entry("ip6", SettingType.IPV6),
            entry("dns6", SettingType.IPV6), entry("gateway6", SettingType.IPV6), entry("len6", SettingType.INT8),
            entry("mac", SettingType.HEX),
            entry("busid", SettingType.HEX), entry("busloc", SettingType.BUSDEVFN), entry("bustype", STRING), entry("chip", STRING),
            entry("ifname", STRING), entry("linktype", STRING), entry("uuid", SettingType.UUID), entry("manufacturer", STRING),
            entry("product", STRING),
            entry("serial", STRING), entry("asset", STRING), entry("board-serial", STRING), entry("memsize", SettingType.INT32),
            entry("unixtime", SettingType.UINT32), entry("errno", SettingType.UINT32), entry("keep-san", SettingType.INT8),
            entry("skip-san-boot", SettingType.INT8), entry("san-drive", SettingType.UINT8), entry("use-cached", SettingType.UINT8),
            entry("no-pxedhcp", SettingType.UINT8), entry("trust", SettingType.HEX), entry("vram", SettingType.BASE64));

    /** Empty for a type that there is not. */
    static Optional<SettingName> parse(String text) {
        int slash = text.indexOf('/');
        String block = slash < 0 ? "" : text.substring(0, slash);
        String rest = text.substring(slash + 1);
        int colon = rest.indexOf(':');
        String name = colon < 0 ? rest : rest.substring(0, colon);
        String key = key(name);
        Optional<SettingType> predefined = Optional.ofNullable(TYPES.get(key));
        if (colon < 0) {
            return Optional.of(new SettingName(block(block), key, predefined));
        }
        return SettingType.named(rest.substring(colon + 1)).map(type -> new SettingName(block(block), key, Optional.of(type)));
    }

    private static String key(String name) {
        Integer tag = TAGS.get(name);
        if (tag != null) {
            return "#" + tag;
        }
        long number = 0;
        for (String part : name.split("\\.", -1)) {
            Optional<Long> value = CNumber.parse(part);
            if (value.isEmpty()) {
                return name;
            }
            number = (number << 8 | value.get()) & 0xffff_ffffL;
        }
        return number == 0 ? name : "#" + number;
    }

    private static String block(String name) {
        if (name.equals("netX") || name.startsWith("netX.")) {
            return Settings.CARD + name.substring("netX".length());
        }
        // iPXE has no such block; scripts mean what the card's DHCP server said
        return name.equals("dhcp") ? Settings.DHCP : name;
    }
}
