package io.strapwork.network.gateway;

/** How guests get IPv6 addresses, as the flags of router advertisements tell them (RFC 4861 section 4.2). The DHCPv6 server answers whoever asks, in any case. */
public enum Ip6Assignment {
    /** They make their own from the advertised prefix (RFC 4862). */
    SLAAC,
    /** So they do, and ask DHCPv6 for the rest: the flag O (RFC 8415 section 6.1). */
    STATELESS,
    /** DHCPv6 gives them: the flags M and O, and a prefix from which no address may be made. */
    DHCP6
}
