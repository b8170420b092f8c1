package io.strapwork.api.stack;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * The addresses of a host and its ways out, of either family. What one address source knows, or all of them together.
 *
 * @param addresses     own addresses, in order of preference; empty where the host has none
 * @param routes        besides the own networks, default routes included; the longest prefix wins
 * @param nameServers   in order of preference
 * @param searchDomains for names without a dot, in order
 * @param mtu           at most this, where the network says so (DHCP option 26)
 * @param hopLimit      of IPv6 packets that are sent, where the network says so (RFC 4861 6.3.4)
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IpConfiguration(List<Assigned> addresses, List<Route> routes, List<InetAddress> nameServers, List<String> searchDomains,
        OptionalInt mtu, OptionalInt hopLimit) {
    /** Of a host that nobody has configured. */
    public static final IpConfiguration NONE = new IpConfiguration(List.of(), List.of(), List.of(), List.of(), OptionalInt.empty());

    public IpConfiguration {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        nameServers = List.copyOf(nameServers);
        searchDomains = List.copyOf(searchDomains);
    }

    /** Of a network that says nothing about hop limits. */
    public IpConfiguration(List<Assigned> addresses, List<Route> routes, List<InetAddress> nameServers, List<String> searchDomains,
            OptionalInt mtu) {
        this(addresses, routes, nameServers, searchDomains, mtu, OptionalInt.empty());
    }

    /** An address and no more: its own network is all that can be reached. */
    public static IpConfiguration of(InetAddress address, int prefix) {
        return new IpConfiguration(List.of(new Assigned(address, prefix)), List.of(), List.of(), List.of(), OptionalInt.empty());
    }

    /** What several sources know, together: without repetitions, in the order of the pieces; the least MTU and the greatest hop limit. */
    public static IpConfiguration union(List<IpConfiguration> pieces) {
        return switch (pieces.size()) {
            case 0 -> NONE;
            case 1 -> pieces.getFirst();
            default -> new IpConfiguration(all(pieces, IpConfiguration::addresses), all(pieces, IpConfiguration::routes),
                    all(pieces, IpConfiguration::nameServers), all(pieces, IpConfiguration::searchDomains),
                    pieces.stream().flatMapToInt(piece -> piece.mtu.stream()).min(),
                    pieces.stream().flatMapToInt(piece -> piece.hopLimit.stream()).max());
        };
    }

    private static <T> List<T> all(List<IpConfiguration> pieces, Function<IpConfiguration, List<T>> part) {
        return pieces.stream().flatMap(piece -> part.apply(piece).stream()).distinct().toList();
    }

    public IpConfiguration withAddresses(List<Assigned> own) {
        return new IpConfiguration(own, routes, nameServers, searchDomains, mtu, hopLimit);
    }

    public IpConfiguration withRoutes(List<Route> all) {
        return new IpConfiguration(addresses, all, nameServers, searchDomains, mtu, hopLimit);
    }

    public IpConfiguration withNameServers(Collection<? extends InetAddress> servers) {
        return new IpConfiguration(addresses, routes, List.copyOf(servers), searchDomains, mtu, hopLimit);
    }

    public IpConfiguration withSearchDomains(List<String> domains) {
        return new IpConfiguration(addresses, routes, nameServers, domains, mtu, hopLimit);
    }

    public IpConfiguration withMtu(OptionalInt most) {
        return new IpConfiguration(addresses, routes, nameServers, searchDomains, most, hopLimit);
    }

    /** The preferred IPv4 address. */
    public Optional<Assigned> ip4() {
        return addresses.stream().filter(Assigned::isIp4).findFirst();
    }

    /**
     * An address of the host, and how much of it is the network's.
     *
     * @param prefix bits of the network: 0 to 32, of IPv6 to 128
     */
    public record Assigned(InetAddress address, int prefix) {
        public Assigned {
            checkPrefix(address, prefix);
        }

        public boolean isIp4() {
            return address instanceof Inet4Address;
        }

        /** {@code 10.0.2.15/24}. */
        @Override
        public String toString() {
            return address.getHostAddress() + "/" + prefix;
        }
    }

    /**
     * Packets for {@code network/prefix} go to {@code gateway}, or where there is none to their destination itself: it is on the link.
     *
     * @param gateway of the network's family; the unspecified address is none (RFC 3442)
     */
    public record Route(InetAddress network, int prefix, Optional<InetAddress> gateway) {
        public Route {
            checkPrefix(network, prefix);
            gateway = gateway.filter(router -> !router.isAnyLocalAddress());
            gateway.filter(router -> router instanceof Inet4Address != network instanceof Inet4Address).ifPresent(router -> {
                throw new IllegalArgumentException("the gateway " + router.getHostAddress() + " is of another address family than "
                        + network.getHostAddress() + "/" + prefix);
            });
        }

        public static Route via(InetAddress network, int prefix, InetAddress gateway) {
            return new Route(network, prefix, Optional.of(gateway));
        }

        /** The default route of the gateway's family. */
        public static Route defaultVia(InetAddress gateway) {
            return via(InetAddress.ofLiteral(gateway instanceof Inet4Address ? "0.0.0.0" : "::"), 0, gateway);
        }

        public static Route onLink(InetAddress network, int prefix) {
            return new Route(network, prefix, Optional.empty());
        }

        public boolean isIp4() {
            return network instanceof Inet4Address;
        }
    }

    private static void checkPrefix(InetAddress address, int prefix) {
        if (prefix < 0 || prefix > (address instanceof Inet4Address ? 32 : 128)) {
            throw new IllegalArgumentException("not a prefix length of " + address.getHostAddress() + ": " + prefix);
        }
    }
}
