package io.strapwork.network.inet.ip;

import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which addresses are this host's, which are broadcasts to it, and by which neighbour others are reached. */
final class OwnAddresses {
    private @Nullable IpConfiguration configuration;
    private int address;
    private int mask;
    private int[] aliases = {};
    private List<Hop> hops = List.of();

    void configure(IpConfiguration to) {
        configuration = to;
        address = Inet4Addresses.toInt(to.address());
        mask = Inet4Addresses.mask(to.prefix());
        hops = to.routes().stream()
                .map(route -> new Hop(Inet4Addresses.toInt(route.network()) & Inet4Addresses.mask(route.prefix()), route.prefix(),
                        Inet4Addresses.toInt(route.gateway())))
                .sorted(Comparator.comparingInt(Hop::prefix).reversed()).toList();
    }

    void unconfigure() {
        configuration = null;
        address = 0;
        mask = 0;
        hops = List.of();
    }

    void addAlias(Inet4Address alias) {
        aliases = Arrays.copyOf(aliases, aliases.length + 1);
        aliases[aliases.length - 1] = Inet4Addresses.toInt(alias);
    }

    Optional<IpConfiguration> configuration() {
        return Optional.ofNullable(configuration);
    }

    boolean isConfigured() {
        return configuration != null;
    }

    /** The configured one, or 0. */
    int primary() {
        return address;
    }

    boolean contains(int candidate) {
        if (candidate == 0) {
            return false;
        }
        if (candidate == address) {
            return true;
        }
        for (int alias : aliases) {
            if (candidate == alias) {
                return true;
            }
        }
        return false;
    }

    /** Limited, or of the own network; networks of two or one addresses have none (RFC 3021). */
    boolean isBroadcast(int candidate) {
        return candidate == Inet4Addresses.LIMITED_BROADCAST
                || configuration != null && configuration.prefix() <= 30 && candidate == (address | ~mask);
    }

    boolean onLink(int candidate) {
        return configuration != null && (candidate & mask) == (address & mask);
    }

    /** The neighbour that a unicast packet is given to, by the longest prefix that fits, or 0 where none does. */
    int nextHop(int destination) {
        IpConfiguration now = configuration;
        if (now == null) {
            return 0;
        }
        boolean onLink = onLink(destination);
        for (Hop hop : hops) {
            if (onLink && hop.prefix <= now.prefix()) {
                return destination;
            }
            if ((destination & Inet4Addresses.mask(hop.prefix)) == hop.network) {
                return hop.gateway == 0 || hop.gateway == destination ? destination : hop.gateway;
            }
        }
        return onLink ? destination : 0;
    }

    /** A gateway of zero means that the network is on the link (RFC 3442). */
    private record Hop(int network, int prefix, int gateway) {}
}
