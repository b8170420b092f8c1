package io.strapwork.address.ip6;

/** How an interface identifier is made, the second half of an address. */
public enum IdentifierKind {
    /** Of the card's Ethernet address (RFC 4291 appendix A). */
    EUI64,
    /** Of the prefix and the card's address, by a digest (RFC 7217). */
    STABLE
}
