package io.strapwork.address.ip6;

import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What an exchange has come to. */
final class Ip6Leases {
    private Ip6Leases() {}

    /**
     * A lease. Its options are none: their numbers are DHCP's, of which the same numbers of DHCPv6 are others.
     *
     * @param boot who told the boot file
     */
    static Lease of(IpConfiguration configuration, Optional<Dhcp6Message> boot, Optional<Inet6Address> server, Optional<Duration> length,
            List<String> heard) {
        Optional<String> bootFile = boot.flatMap(Dhcp6Message::bootFile);
        var offers = new ArrayList<>(heard.stream().filter(line -> !line.isBlank()).toList());
        List<String> parameters = boot.map(Dhcp6Message::bootParameters).orElse(List.of());
        Optional.of(parameters).filter(all -> !all.isEmpty())
                .ifPresent(all -> offers.add("parameters of the boot file (option 60): " + String.join(" ", all)));
        return new Lease(configuration, server.map(InetAddress.class::cast), bootFile.flatMap(Ip6Leases::host), bootFile, length,
                new TreeMap<>(), parameters, offers);
    }

    /** Of a URL, whose server menus call the next one. */
    private static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(new URI(url).getHost())
                    .map(host -> host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
