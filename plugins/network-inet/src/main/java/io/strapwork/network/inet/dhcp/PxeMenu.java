package io.strapwork.network.inet.dhcp;

import io.strapwork.api.plugin.Printable;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a PXE server says in option 43 (PXE 2.1, table 2-1): kinds of boot servers, and a menu of them.
 *
 * @param servers addresses of each kind of boot server (sub-option 8)
 * @param items   in the order of the menu (sub-option 9)
 */
public record PxeMenu(List<Servers> servers, List<Item> items) {
    private static final int BOOT_SERVERS = 8;
    private static final int MENU = 9;
    private static final int BOOT_ITEM = 71;
    /** Type 0: the local disk. */
    private static final int LOCAL = 0;
    private static final int LIMIT = 64;

    public PxeMenu {
        servers = List.copyOf(servers);
        items = List.copyOf(items);
    }

    /** @param addresses empty for any server that answers */
    public record Servers(int type, List<Inet4Address> addresses) {
        public Servers {
            addresses = List.copyOf(addresses);
        }
    }

    public record Item(int type, String text) {}

    /** Empty when option 43 is absent or malformed, or names no boot server at all. */
    public static Optional<PxeMenu> of(DhcpOptions options) {
        byte[] value = options.raw(DhcpOption.VENDOR_SPECIFIC);
        var servers = new ArrayList<Servers>();
        var items = new ArrayList<Item>();
        for (int at = 0; at < value.length && (value[at] & 0xff) != DhcpOption.END;) {
            int tag = value[at++] & 0xff;
            if (tag == DhcpOption.PAD) {
                continue;
            }
            int length = at < value.length ? value[at++] & 0xff : value.length;
            if (at + length > value.length) {
                return Optional.empty();
            }
            byte[] content = Arrays.copyOfRange(value, at, at + length);
            if (tag == BOOT_SERVERS && !servers(content, servers) || tag == MENU && !items(content, items)) {
                return Optional.empty();
            }
            at += length;
        }
        return servers.isEmpty() && items.isEmpty() ? Optional.empty() : Optional.of(new PxeMenu(servers, items));
    }

    private static boolean servers(byte[] content, List<Servers> into) {
        for (int at = 0; at < content.length;) {
            int end = at + 3 > content.length ? -1 : at + 3 + 4 * (content[at + 2] & 0xff);
            if (end < 0 || end > content.length) {
                return false;
            }
            var addresses = new ArrayList<Inet4Address>();
            for (int address = at + 3; address < end; address += 4) {
                addresses.add(Ipv4Bytes.address(Ipv4Bytes.number(content, address, 4)));
            }
            if (into.size() < LIMIT) {
                into.add(new Servers(Ipv4Bytes.number(content, at, 2), addresses));
            }
            at = end;
        }
        return true;
    }

    private static boolean items(byte[] content, List<Item> into) {
        for (int at = 0; at < content.length;) {
            int end = at + 3 > content.length ? -1 : at + 3 + (content[at + 2] & 0xff);
            if (end < 0 || end > content.length) {
                return false;
            }
            if (into.size() < LIMIT) {
                into.add(new Item(Ipv4Bytes.number(content, at, 2),
                        Printable.line(new String(content, at + 3, end - at - 3, StandardCharsets.UTF_8))));
            }
            at = end;
        }
        return true;
    }

    /** The first that is not the local disk, as the prompt's time-out would choose; of a list without a menu, its first kind. */
    public Optional<Item> choice() {
        return items.stream().filter(item -> item.type() != LOCAL).findFirst()
                .or(() -> items.isEmpty() ? servers.stream().findFirst().map(kind -> new Item(kind.type(), "")) : Optional.empty());
    }

    /** Where servers of that type are; empty when nobody says. */
    public List<Inet4Address> addresses(int type) {
        return servers.stream().filter(kind -> kind.type() == type).flatMap(kind -> kind.addresses().stream()).toList();
    }

    /** Option 43 of a request to a boot server: its type, and layer 0. */
    public static byte[] request(int type) {
        return new byte[]{BOOT_ITEM, 4, (byte) (type >> 8), (byte) type, 0, 0, (byte) DhcpOption.END};
    }
}
