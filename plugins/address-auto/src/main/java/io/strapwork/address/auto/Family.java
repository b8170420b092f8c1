package io.strapwork.address.auto;

/** The Internet Protocol's two families. */
public enum Family {
    IPV4, IPV6
}
