package io.strapwork.network.inet.dhcp;

import java.io.IOException;

/** Bytes that are not a DHCP message; the message says why, for the log. */
public final class DhcpFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    DhcpFormatException(String message) {
        super(message);
    }
}
