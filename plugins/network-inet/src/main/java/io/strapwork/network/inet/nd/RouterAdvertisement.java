package io.strapwork.network.inet.nd;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A router says that it is one, and what is on the link (RFC 4861 4.2, 4191 2.2). Addresses and hop limit (which is 255) are in the packet, and are checked by its receiver. Lifetimes are in
 * seconds.
 *
 * @param hopLimit      of what hosts send, 0 where the router doesn't say
 * @param managed       the M flag: addresses are there by DHCPv6
 * @param other         the O flag: other configuration is there by DHCPv6
 * @param lifetime      as a default router, 0 to 65535; 0 for one that is none
 * @param reachableTime milliseconds, 0 where the router doesn't say
 * @param retransTimer  milliseconds, 0 where the router doesn't say
 * @param source        the router's link-layer address
 * @param mtu           of the link
 */
public record RouterAdvertisement(int hopLimit, boolean managed, boolean other, RouterPreference preference, int lifetime,
        long reachableTime, long retransTimer, Optional<MacAddress> source, OptionalInt mtu, List<PrefixInformation> prefixes,
        List<RouteInformation> routes, List<RecursiveDnsServers> dnsServers, List<DnsSearchList> searchLists) {
    /** Its ICMPv6 type. */
    public static final int TYPE = Icmp6Message.ROUTER_ADVERTISEMENT;
    /** A lifetime that never ends. */
    public static final long INFINITY = 0xffff_ffffL;

    public RouterAdvertisement {
        if ((hopLimit & ~0xff) != 0 || (lifetime & ~0xffff) != 0) {
            throw new IllegalArgumentException("hop limit " + hopLimit + ", lifetime " + lifetime);
        }
        checkWord(reachableTime);
        checkWord(retransTimer);
        prefixes = List.copyOf(prefixes);
        routes = List.copyOf(routes);
        dnsServers = List.copyOf(dnsServers);
        searchLists = List.copyOf(searchLists);
    }

    /** Of a default router that says no more. */
    public static RouterAdvertisement of(int lifetime) {
        return new RouterAdvertisement(0, false, false, RouterPreference.MEDIUM, lifetime, 0, 0, Optional.empty(), OptionalInt.empty(),
                List.of(), List.of(), List.of(), List.of());
    }

    public RouterAdvertisement withFlags(boolean m, boolean o) {
        return new RouterAdvertisement(hopLimit, m, o, preference, lifetime, reachableTime, retransTimer, source, mtu, prefixes, routes,
                dnsServers, searchLists);
    }

    public RouterAdvertisement withPreference(RouterPreference said) {
        return new RouterAdvertisement(hopLimit, managed, other, said, lifetime, reachableTime, retransTimer, source, mtu, prefixes,
                routes, dnsServers, searchLists);
    }

    public RouterAdvertisement withSource(MacAddress router) {
        return new RouterAdvertisement(hopLimit, managed, other, preference, lifetime, reachableTime, retransTimer, Optional.of(router),
                mtu,
                prefixes, routes, dnsServers, searchLists);
    }

    public RouterAdvertisement withMtu(OptionalInt most) {
        return new RouterAdvertisement(hopLimit, managed, other, preference, lifetime, reachableTime, retransTimer, source, most, prefixes,
                routes, dnsServers, searchLists);
    }

    public RouterAdvertisement withPrefixes(PrefixInformation... all) {
        return new RouterAdvertisement(hopLimit, managed, other, preference, lifetime, reachableTime, retransTimer, source, mtu,
                List.of(all), routes, dnsServers, searchLists);
    }

    public RouterAdvertisement withRoutes(RouteInformation... all) {
        return new RouterAdvertisement(hopLimit, managed, other, preference, lifetime, reachableTime, retransTimer, source, mtu, prefixes,
                List.of(all), dnsServers, searchLists);
    }

    public RouterAdvertisement withDns(List<RecursiveDnsServers> servers, List<DnsSearchList> domains) {
        return new RouterAdvertisement(hopLimit, managed, other, preference, lifetime, reachableTime, retransTimer, source, mtu, prefixes,
                routes, servers, domains);
    }

    /**
     * A prefix (RFC 4861 4.6.2). Its bits behind {@code length} are cleared.
     *
     * @param onLink     whose addresses are reached without a router
     * @param autonomous of which hosts make addresses
     */
    public record PrefixInformation(Inet6Address prefix, int length, boolean onLink, boolean autonomous, long validLifetime,
            long preferredLifetime) {
        public PrefixInformation {
            checkLength(length);
            checkWord(validLifetime);
            checkWord(preferredLifetime);
            prefix = Ip6Address.of(prefix).network(length).toInet();
        }
    }

    /** A more specific route by this router (RFC 4191 2.3). Its bits behind {@code length} are cleared. */
    public record RouteInformation(Inet6Address prefix, int length, RouterPreference preference, long lifetime) {
        public RouteInformation {
            checkLength(length);
            checkWord(lifetime);
            prefix = Ip6Address.of(prefix).network(length).toInet();
        }
    }

    /** Name servers (RFC 8106 5.1). */
    public record RecursiveDnsServers(long lifetime, List<Inet6Address> addresses) {
        public RecursiveDnsServers {
            checkWord(lifetime);
            addresses = List.copyOf(addresses);
        }
    }

    /** Domains that short names are looked up in (RFC 8106 5.2). */
    public record DnsSearchList(long lifetime, List<String> domains) {
        public DnsSearchList {
            checkWord(lifetime);
            domains = List.copyOf(domains);
        }
    }

    private static void checkLength(int length) {
        if (length < 0 || length > Ip6Address.BITS) {
            throw new IllegalArgumentException("not a prefix length: " + length);
        }
    }

    private static void checkWord(long value) {
        if ((value & ~INFINITY) != 0) {
            throw new IllegalArgumentException("not 32 bits: " + value);
        }
    }

    /**
     * Reads all readable bytes, of which the checksum is right. The buffer is only lent, its reader index stays. An option that makes no sense costs that option only.
     *
     * @param told what was left out, in words
     * @throws MalformedException as RFC 4861 6.1.2 says
     */
    public static RouterAdvertisement parse(ByteBuf message, Consumer<String> told) throws MalformedException {
        return RouterAdvertisementBytes.parse(message, told);
    }

    /**
     * Appends the message with a checksum of zero, which the stack completes.
     *
     * @throws IllegalArgumentException when an option is too long
     */
    public void write(ByteBuf out) {
        RouterAdvertisementBytes.write(this, out);
    }
}
