package io.strapwork.address.ip6;

import io.strapwork.address.ip6.Dhcp6State.Held;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;

/** What a step of DHCPv6 asks for. */
sealed interface Dhcp6Effect {
    /** To all servers (RFC 8415 16: also what is for one of them). */
    record Send(Dhcp6Message message) implements Dhcp6Effect {}

    /** The lease is new, or was renewed and may have changed. */
    record Leased(Held held) implements Dhcp6Effect {}

    /** What there is besides addresses. */
    record Informed(Dhcp6Message reply) implements Dhcp6Effect {}

    /** The lease has ended: its addresses must not be used any more. */
    record Lost() implements Dhcp6Effect {}

    /** A server has none, and says so. */
    record Refused(String text) implements Dhcp6Effect {}

    /** Something for the trace. */
    record Told(String text) implements Dhcp6Effect {}

    /** Nothing was done about a message, and why. */
    record Ignored(String reason) implements Dhcp6Effect {}
}
