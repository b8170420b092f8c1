package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpOffers.Offer;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import java.net.Inet4Address;
import java.util.Optional;

/** What a step asks the exchange to do. */
sealed interface DhcpEffect {
    /** From 0.0.0.0 to everybody. */
    record Broadcast(DhcpMessage message) implements DhcpEffect {}

    /** From the leased address to its server. */
    record Unicast(DhcpMessage message, Inet4Address from, Inet4Address to) implements DhcpEffect {}

    /** From the leased address to a boot server. */
    record AskBootServer(DhcpMessage message, Inet4Address from, Inet4Address to) implements DhcpEffect {}

    /** The network gets its address; the lease is not complete. */
    record Configured(DhcpMessage acknowledged) implements DhcpEffect {}

    /**
     * The lease is new, or was renewed and may have changed.
     *
     * @param boot   whose boot facts override those of the lease
     * @param offers all of them
     */
    record Leased(DhcpMessage acknowledged, Optional<Offer> boot, DhcpOffers offers) implements DhcpEffect {}

    /** Something for the trace. */
    record Told(String text) implements DhcpEffect {}

    /** The lease has ended: the address must not be used any more. */
    record Lost() implements DhcpEffect {}

    /** Nothing was done about a message, and why. */
    record Ignored(String reason) implements DhcpEffect {}
}
