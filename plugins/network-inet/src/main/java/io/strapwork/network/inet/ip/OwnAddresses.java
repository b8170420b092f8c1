package io.strapwork.network.inet.ip;

import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses are this host's, which are broadcasts to it, and by which neighbour others are reached. */
final class OwnAddresses {
    private Network[] networks = {};
    private int[] aliases = {};
    private List<Hop> hops = List.of();

    /** Replaces the configuration. What is not IPv4 in it is not looked at. */
    void configure(IpConfiguration to) {
        networks = to.addresses().stream().filter(Assigned::isIp4)
                .map(own -> new Network(Inet4Addresses.toInt(own.address()), own.prefix()))
                .toArray(Network[]::new);
        hops = to.routes().stream().filter(Route::isIp4).map(Hop::of).sorted(Comparator.comparingInt(Hop::prefix).reversed()).toList();
    }

    void addAlias(Inet4Address alias) {
        aliases = Arrays.copyOf(aliases, aliases.length + 1);
        aliases[aliases.length - 1] = Inet4Addresses.toInt(alias);
    }

    boolean isConfigured() {
        return networks.length > 0;
    }

    /** The configured ones. */
    int[] all() {
        return Stream.of(networks).mapToInt(Network::address).toArray();
    }

    /** The one that a neighbour is spoken to from, or 0 without any. */
    int towards(int neighbour) {
        for (Network network : networks) {
            if (network.contains(neighbour)) {
                return network.address;
            }
        }
        return networks.length == 0 ? 0 : networks[0].address;
    }

    boolean contains(int candidate) {
        if (candidate == 0) {
            return false;
        }
        for (Network network : networks) {
            if (candidate == network.address) {
                return true;
            }
        }
        for (int alias : aliases) {
            if (candidate == alias) {
                return true;
            }
        }
        return false;
    }

    /** Limited, or of an own network. */
    boolean isBroadcast(int candidate) {
        if (candidate == Inet4Addresses.LIMITED_BROADCAST) {
            return true;
        }
        for (Network network : networks) {
            if (Inet4Addresses.isBroadcast(candidate, network.address, network.prefix)) {
                return true;
            }
        }
        return false;
    }

    boolean onLink(int candidate) {
        return onLinkPrefix(candidate) >= 0;
    }

    /** Of the smallest own network with the address in it, or -1. */
    private int onLinkPrefix(int candidate) {
        int longest = -1;
        for (Network network : networks) {
            if (network.prefix > longest && network.contains(candidate)) {
                longest = network.prefix;
            }
        }
        return longest;
    }

    /** The neighbour that a unicast packet is given to, by the longest prefix that fits, or 0 where none does. */
    int nextHop(int destination) {
        if (networks.length == 0) {
            return 0;
        }
        int onLink = onLinkPrefix(destination);
        for (Hop hop : hops) {
            if (onLink >= hop.prefix) {
                return destination;
            }
            if ((destination & Inet4Addresses.mask(hop.prefix)) == hop.network) {
                return hop.gateway == 0 || hop.gateway == destination ? destination : hop.gateway;
            }
        }
        return onLink >= 0 ? destination : 0;
    }

    private record Network(int address, int prefix) {
        boolean contains(int candidate) {
            return ((candidate ^ address) & Inet4Addresses.mask(prefix)) == 0;
        }
    }

    /** A gateway of zero means that the network is on the link (RFC 3442). */
    private record Hop(int network, int prefix, int gateway) {
        static Hop of(Route route) {
            return new Hop(Inet4Addresses.toInt(route.network()) & Inet4Addresses.mask(route.prefix()), route.prefix(),
                    route.gateway().map(Inet4Addresses::toInt).orElse(0));
        }
    }
}
