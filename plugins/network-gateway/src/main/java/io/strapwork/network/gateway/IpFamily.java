package io.strapwork.network.gateway;

/** What is spoken on a network. */
public enum IpFamily {
    IPV4, IPV6
}
