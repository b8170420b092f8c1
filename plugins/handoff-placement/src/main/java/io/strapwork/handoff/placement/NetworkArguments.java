package io.strapwork.handoff.placement;

import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a kernel is told of the network that it came from: {@code ip=} as Linux's nfsroot.rst has it for IPv4, and for IPv6, which the kernel's own parser does not
 * know, as dracut.cmdline(7) has it, with addresses in brackets and a prefix length for a netmask.
 */
final class NetworkArguments {
    private static final int HOST_NAME = 12;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

    private NetworkArguments() {}

    /** Separated by a space; a family without an address that reaches beyond its link has none. */
    static String of(Lease lease) {
        var all = new ArrayList<String>();
        for (boolean ip4 : new boolean[]{true, false}) {
            first(lease.configuration(), ip4).ifPresent(address -> all.add(of(lease, address)));
        }
        return String.join(" ", all);
    }

    private static Optional<Assigned> first(IpConfiguration configuration, boolean ip4) {
        return configuration.addresses().stream().filter(one -> one.isIp4() == ip4 && !one.address().isLinkLocalAddress()).findFirst();
    }

    private static String of(Lease lease, Assigned own) {
        List<InetAddress> servers = lease.configuration().nameServers().stream().filter(one -> one instanceof Inet4Address == own.isIp4())
                .toList();
        Optional<InetAddress> gateway = lease.configuration().routes().stream()
                .filter(one -> one.isIp4() == own.isIp4() && one.prefix() == 0)
                .findFirst().flatMap(Route::gateway);
        Optional<InetAddress> peer = lease.server().filter(one -> one instanceof Inet4Address && own.isIp4());
        String line = "ip=" + text(own.address()) + ":" + text(peer) + ":" + text(gateway) + ":"
                + (own.isIp4() ? mask(own.prefix()) : own.prefix())
                + ":" + hostName(lease) + "::none";
        return line + servers.stream().limit(2).map(one -> ":" + text(one)).reduce("", String::concat);
    }

    private static String hostName(Lease lease) {
        byte[] told = lease.options().get(HOST_NAME);
        String name = told == null ? "" : new String(told, StandardCharsets.ISO_8859_1);
        return NAME.matcher(name).matches() ? name : "";
    }

    private static String text(Optional<InetAddress> address) {
        return address.map(NetworkArguments::text).orElse("");
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return address instanceof Inet6Address ? "[" + (zone < 0 ? text : text.substring(0, zone)) + "]" : text;
    }

    private static String mask(int prefix) {
        int bits = prefix == 0 ? 0 : -1 << 32 - prefix;
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }
}
