package io.strapwork.network.inet.dhcp;

import java.util.Optional;

/** Option 53 (RFC 2132 9.6). */
public enum DhcpMessageType {
    DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM;

    private static final DhcpMessageType[] BY_NUMBER = values();

    public int number() {
        return ordinal() + 1;
    }

    static Optional<DhcpMessageType> of(int number) {
        return number >= 1 && number <= BY_NUMBER.length ? Optional.of(BY_NUMBER[number - 1]) : Optional.empty();
    }
}
