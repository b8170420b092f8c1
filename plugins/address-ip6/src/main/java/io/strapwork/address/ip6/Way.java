package io.strapwork.address.ip6;

/** How a host comes to its addresses. */
enum Way {
    /** It makes them of the routers' prefixes; a DHCPv6 server has the rest. */
    SLAAC,
    /** A DHCPv6 server has them. */
    DHCP6,
    /** As the routers say: by DHCPv6 where their M flag is set (RFC 4861 4.2), and without a router. */
    ROUTERS
}
