package io.strapwork.network.inet.tcp;

/** How a sender finds out how fast it may be. */
public enum Congestion {
    /** By losses (RFC 9438). */
    CUBIC,
    /** By a model of the path (draft-ietf-ccwg-bbr). */
    BBR
}
