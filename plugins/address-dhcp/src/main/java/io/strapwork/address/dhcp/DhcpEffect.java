package io.strapwork.address.dhcp;

import io.strapwork.network.inet.dhcp.DhcpMessage;
import java.net.Inet4Address;
import java.util.Optional;

/** What a step asks the exchange to do. */
sealed interface DhcpEffect {
    /** From 0.0.0.0 to everybody. */
    record Broadcast(DhcpMessage message) implements DhcpEffect {}

    /** From the leased address to its server. */
    record Unicast(DhcpMessage message, Inet4Address from, Inet4Address to) implements DhcpEffect {}

    /** The lease is new, or was renewed and may have changed. @param proxy boot facts that override */
    record Leased(DhcpMessage acknowledged, Optional<DhcpMessage> proxy) implements DhcpEffect {}

    /** The lease has ended: the address must not be used any more. */
    record Lost() implements DhcpEffect {}

    /** Nothing was done about a message, and why. */
    record Ignored(String reason) implements DhcpEffect {}
}
