package io.strapwork.network.gateway;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;

/**
 * The IPv6 network that a gateway makes, all of one /64.
 *
 * @param guest      the first address that DHCPv6 gives; the next fifteen follow
 * @param host       the gateway itself
 * @param dns        its second address, for DNS
 * @param assignment how guests get their addresses
 * @param routerDelay how long the router is silent at first
 */
public record Ip6Settings(Inet6Address guest, Inet6Address host, Inet6Address dns, Ip6Assignment assignment, Duration routerDelay) {
    /** Bits of the network, as SLAAC needs them (RFC 4291 section 2.5.1). */
    public static final int PREFIX = 64;

    /** A network of unique local addresses (RFC 4193) that is like QEMU's IPv4 network: fd00:5354:5250::/64 with host ::2, DNS ::3, and ::15 the first that DHCPv6 gives. */
    public static Ip6Settings standard(Ip6Assignment assignment) {
        return new Ip6Settings(address("fd00:5354:5250::15"), address("fd00:5354:5250::2"), address("fd00:5354:5250::3"), assignment,
                Duration.ZERO);
    }

    public Ip6Settings withRouterDelay(Duration silent) {
        return new Ip6Settings(guest, host, dns, assignment, silent);
    }

    private static Inet6Address address(String literal) {
        return (Inet6Address) InetAddress.ofLiteral(literal);
    }
}
