package io.strapwork.runtime.report;

import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.dhcp.PxeMenu;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A DHCP message in words: its fields, then its options by number. */
final class DhcpWords {
    private static final int LONGEST_HEX = 64;

    /** Of the options that a boot is about (RFC 2132, 4578, 5071 and the IANA registry). */
    private static final Map<Integer, String> NAMES = Map.ofEntries(Map.entry(1, "subnet mask"), Map.entry(3, "routers"),
            Map.entry(6, "name servers"), Map.entry(12, "host name"), Map.entry(15, "domain"), Map.entry(17, "root path"),
            Map.entry(26, "MTU"), Map.entry(28, "broadcast address"), Map.entry(33, "static routes"), Map.entry(42, "NTP servers"),
            Map.entry(43, "vendor options"), Map.entry(50, "requested address"), Map.entry(51, "lease time"),
            Map.entry(53, "message type"), Map.entry(54, "server"), Map.entry(55, "asks for options"), Map.entry(56, "message"),
            Map.entry(57, "largest message"), Map.entry(58, "renewal time"), Map.entry(59, "rebinding time"),
            Map.entry(60, "vendor class"), Map.entry(61, "client identifier"), Map.entry(66, "TFTP server"), Map.entry(67, "boot file"),
            Map.entry(77, "user class"), Map.entry(93, "client architecture"), Map.entry(94, "network interface"),
            Map.entry(97, "machine identifier"), Map.entry(119, "search domains"), Map.entry(121, "routes"), Map.entry(175, "iPXE"),
            Map.entry(209, "PXELINUX configuration"), Map.entry(210, "PXELINUX prefix"));

    private DhcpWords() {}

    static List<String> of(DhcpMessage message) {
        var words = new ArrayList<String>();
        address("yiaddr (your address)", message.yourAddress(), words);
        address("ciaddr (client address)", message.clientAddress(), words);
        address("siaddr (next server)", message.nextServer(), words);
        address("giaddr (relay agent)", message.relayAgent(), words);
        if (!message.serverName().isEmpty()) {
            words.add("sname: " + message.serverName());
        }
        if (!message.file().isEmpty()) {
            words.add("file: " + message.file());
        }
        if (message.seconds() > 0) {
            words.add("secs: " + message.seconds());
        }
        for (int option : message.options().numbers()) {
            if (option != DhcpOption.MESSAGE_TYPE) {
                words.add(option + " " + NAMES.getOrDefault(option, "") + ": " + value(option, message.options()));
            }
        }
        PxeMenu.of(message.options()).ifPresent(menu -> menu.items().forEach(item -> words.add("PXE menu: " + item.text())));
        return words;
    }

    private static void address(String name, Inet4Address address, List<String> words) {
        if (!address.isAnyLocalAddress()) {
            words.add(name + ": " + address.getHostAddress());
        }
    }

    private static String value(int option, DhcpOptions options) {
        return switch (option) {
            case DhcpOption.SUBNET_MASK, DhcpOption.ROUTERS, DhcpOption.NAME_SERVERS, DhcpOption.BROADCAST_ADDRESS,
                    DhcpOption.REQUESTED_ADDRESS, DhcpOption.SERVER_IDENTIFIER, 42 ->
                options.addresses(option).stream().map(Inet4Address::getHostAddress).collect(Collectors.joining(", "));
            case DhcpOption.LEASE_TIME, DhcpOption.RENEWAL_TIME, DhcpOption.REBINDING_TIME ->
                options.isForever(option) ? "forever" : options.seconds(option).map(time -> time.toSeconds() + " s").orElse("malformed");
            case DhcpOption.INTERFACE_MTU, DhcpOption.MAXIMUM_MESSAGE_SIZE ->
                options.unsignedShort(option).isPresent() ? Integer.toString(options.unsignedShort(option).getAsInt()) : "malformed";
            case DhcpOption.CLIENT_ARCHITECTURE ->
                options.unsignedShorts(option).stream().map(Object::toString).collect(Collectors.joining(", "));
            case DhcpOption.PARAMETER_REQUEST_LIST ->
                options.requested().stream().map(Object::toString).collect(Collectors.joining(", "));
            case DhcpOption.CLASSLESS_ROUTES ->
                options.classlessRoutes().stream().map(Object::toString).collect(Collectors.joining(", "));
            default -> options.text(option).orElseGet(() -> hex(options.bytes(option).orElse(new byte[0])));
        };
    }

    private static String hex(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, LONGEST_HEX));
        return hex + (bytes.length > LONGEST_HEX ? "… (" + bytes.length + " bytes)" : "");
    }
}
