package io.strapwork.address.ip6;

import io.strapwork.address.ip6.Dhcp6State.Held;
import io.strapwork.address.ip6.Discovered.Domain;
import io.strapwork.address.ip6.Discovered.OnLink;
import io.strapwork.address.ip6.Discovered.Own;
import io.strapwork.address.ip6.Discovered.Router;
import io.strapwork.address.ip6.Discovered.Server;
import io.strapwork.address.ip6.Discovered.Via;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What routers and servers have said, as the network's configuration. */
final class Ip6Configurations {
    private static final Logger LOG = LoggerFactory.getLogger(Ip6Configurations.class);
    private static final int HOST = Ip6Address.BITS;

    private Ip6Configurations() {}

    /**
     * All of it.
     *
     * @param linkLocal  the host's link-local address
     * @param told       by DHCPv6, what counts more first
     * @param assumed    whether a leased address' first half is taken to be on the link, since no router says what is
     */
    static IpConfiguration of(Inet6Address linkLocal, Discovered discovered, Optional<Held> held, List<Dhcp6Message> told, boolean assumed,
            long now) {
        List<Assigned> addresses = addresses(linkLocal, discovered, held, assumed, now);
        return new IpConfiguration(addresses, routes(discovered, addresses), nameServers(discovered, told), domains(discovered, told),
                discovered.mtu(), discovered.hopLimit());
    }

    /** Leased ones first, which somebody has thought about; then those that are preferred; the link-local one is for what is on the link. */
    private static List<Assigned> addresses(Inet6Address linkLocal, Discovered discovered, Optional<Held> held, boolean assumed, long now) {
        Stream<Assigned> leased = held.stream().flatMap(lease -> lease.addresses().stream()).map(Address::address)
                .map(address -> new Assigned(address, assumed ? InterfaceIdentifiers.PREFIX : length(address, discovered)));
        Stream<Assigned> own = discovered.addresses().stream().sorted(Comparator.comparing((Own each) -> each.preferred() <= now))
                .map(each -> new Assigned(each.address(), length(each.address(), discovered)));
        return Stream.of(leased, own, Stream.of(new Assigned(linkLocal, InterfaceIdentifiers.PREFIX))).flatMap(Function.identity())
                .distinct().toList();
    }

    /** RFC 5942 4: an address says nothing about what is on the link; prefixes do. */
    private static int length(Inet6Address address, Discovered discovered) {
        return discovered.prefixes().stream().filter(prefix -> Ip6Address.of(address).isIn(Ip6Address.of(prefix.prefix()), prefix.length()))
                .mapToInt(OnLink::length).max().orElse(HOST);
    }

    private static List<Route> routes(Discovered discovered, List<Assigned> addresses) {
        var routes = new ArrayList<Route>();
        for (OnLink prefix : discovered.prefixes()) {
            if (addresses.stream().noneMatch(own -> own.prefix() == prefix.length()
                    && Ip6Address.of(own.address()).isIn(Ip6Address.of(prefix.prefix()), prefix.length()))) {
                routes.add(Route.onLink(prefix.prefix(), prefix.length()));
            }
        }
        // of several for the same the better router's first (RFC 4191 3.2)
        discovered.routes().stream().sorted(Comparator.comparing(Via::preference))
                .forEach(via -> routes.add(Route.via(via.prefix(), via.length(), via.router())));
        discovered.routers().stream().sorted(Comparator.comparing(Router::preference))
                .forEach(router -> routes.add(Route.defaultVia(router.address())));
        return routes;
    }

    /** RFC 8106 5.3.1: what DHCPv6 says comes first. */
    private static List<InetAddress> nameServers(Discovered discovered, List<Dhcp6Message> told) {
        var servers = new LinkedHashSet<InetAddress>();
        for (Dhcp6Message message : told) {
            message.options().addresses(Dhcp6Option.DNS_SERVERS).stream()
                    .filter(address -> !address.isMulticastAddress() && !address.isAnyLocalAddress() && !address.isLoopbackAddress())
                    .limit(Discovered.MOST).forEach(servers::add);
        }
        discovered.servers().stream().map(Server::address).forEach(servers::add);
        return List.copyOf(servers);
    }

    private static List<String> domains(Discovered discovered, List<Dhcp6Message> told) {
        var domains = new LinkedHashSet<String>();
        for (Dhcp6Message message : told) {
            domains.addAll(message.options().domains(Dhcp6Option.DOMAIN_LIST, odd -> LOG.debug("DHCPv6: {}", odd)));
        }
        discovered.domains().stream().map(Domain::name).forEach(domains::add);
        return List.copyOf(domains);
    }
}
