package io.strapwork.api.stack;

import java.net.Inet4Address;
import java.util.List;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The address of a host and its way out.
 *
 * @param address     own address
 * @param prefix      bits of the network, 0 to 32
 * @param routes      besides the own network, the default route included; the longest prefix wins
 * @param nameServers in order of preference
 * @param searchDomains for names without a dot, in order
 * @param mtu         at most this, where the network says so (DHCP option 26)
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IpConfiguration(Inet4Address address, int prefix, List<Route> routes, List<Inet4Address> nameServers,
        List<String> searchDomains,
        OptionalInt mtu) {
    public IpConfiguration {
        routes = List.copyOf(routes);
        nameServers = List.copyOf(nameServers);
        searchDomains = List.copyOf(searchDomains);
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("not a prefix length: " + prefix);
        }
    }

    /** @param domain the only search domain, or empty */
    public IpConfiguration(Inet4Address address, int prefix, List<Route> routes, List<Inet4Address> nameServers, String domain,
            OptionalInt mtu) {
        this(address, prefix, routes, nameServers, domain.isEmpty() ? List.of() : List.of(domain), mtu);
    }

    /** Packets for {@code network/prefix} go to {@code gateway}. */
    public record Route(Inet4Address network, int prefix, Inet4Address gateway) {}
}
