package io.strapwork.network.inet.ip;

import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.network.inet.wire.Ip6Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which IPv6 addresses are this host's, which groups it is in, and by which neighbours others are reached. */
final class OwnAddresses6 {
    private List<Network> networks = List.of();
    private List<Hop> hops = List.of();

    void configure(IpConfiguration to) {
        networks = to.addresses().stream().filter(own -> !own.isIp4())
                .map(own -> new Network(Ip6Address.of(own.address()), own.prefix())).toList();
        hops = to.routes().stream().filter(route -> !route.isIp4())
                .map(route -> new Hop(Ip6Address.of(route.network()), route.prefix(),
                        route.gateway().map(Ip6Address::of).orElse(Ip6Address.ANY)))
                .sorted(Comparator.comparingInt(Hop::prefix).reversed()).toList();
    }

    boolean isConfigured() {
        return !networks.isEmpty();
    }

    List<Ip6Address> all() {
        return networks.stream().map(Network::address).toList();
    }

    boolean contains(Ip6Address candidate) {
        for (Network network : networks) {
            if (network.address.equals(candidate)) {
                return true;
            }
        }
        return false;
    }

    /** The groups that neighbours ask in for own addresses. */
    List<Ip6Address> groups() {
        return networks.stream().map(network -> network.address.solicitedNode()).distinct().toList();
    }

    /** What a neighbour or a group on the link is spoken to from, or {@link Ip6Address#ANY} without any address. */
    Ip6Address towards(Ip6Address destination) {
        return SourceSelection.of(all(), destination);
    }

    /** A link-local one, or {@link Ip6Address#ANY}. */
    Ip6Address linkLocal() {
        return networks.stream().map(Network::address).filter(Ip6Address::isLinkLocal).findFirst().orElse(Ip6Address.ANY);
    }

    /** The routers of default routes. */
    List<Ip6Address> defaultRouters() {
        return hops.stream().filter(hop -> hop.prefix == 0 && !hop.gateway.isAny()).map(Hop::gateway).distinct().toList();
    }

    /** The neighbours that a packet to one host may be given to, all of the longest prefix that fits, in order; empty without a route. */
    List<Ip6Address> nextHops(Ip6Address destination) {
        if (networks.isEmpty()) {
            return List.of();
        }
        int longest = destination.isLinkLocal() ? 128 : -1;
        for (Network network : networks) {
            if (network.prefix > longest && network.prefix < 128 && destination.isIn(network.address, network.prefix)) {
                longest = network.prefix;
            }
        }
        List<Ip6Address> found = new ArrayList<>(2);
        int prefix = longest;
        for (Hop hop : hops) {
            if (hop.prefix < prefix || hop.prefix == longest) {
                break;
            }
            if (destination.isIn(hop.network, hop.prefix)) {
                prefix = hop.prefix;
                found.add(hop.gateway.isAny() ? destination : hop.gateway);
            }
        }
        return found.isEmpty() && longest >= 0 ? List.of(destination) : found;
    }

    private record Network(Ip6Address address, int prefix) {}

    /** An unspecified gateway means that the network is on the link. */
    private record Hop(Ip6Address network, int prefix, Ip6Address gateway) {}
}
