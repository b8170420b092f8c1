package io.strapwork.network.inet.dhcp6;

import java.util.Optional;

/** Types of the messages between clients and servers (RFC 8415 7.3). Those of relay agents have another form. */
public enum Dhcp6MessageType {
    SOLICIT, ADVERTISE, REQUEST, CONFIRM, RENEW, REBIND, REPLY, RELEASE, DECLINE, RECONFIGURE, INFORMATION_REQUEST;

    private static final Dhcp6MessageType[] BY_NUMBER = values();

    public int number() {
        return ordinal() + 1;
    }

    static Optional<Dhcp6MessageType> of(int number) {
        return number >= 1 && number <= BY_NUMBER.length ? Optional.of(BY_NUMBER[number - 1]) : Optional.empty();
    }
}
