package io.strapwork.network.gateway.tftp;

import java.io.IOException;

/** Bytes that are not a TFTP message that a server receives. */
final class TftpFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    TftpFormatException(String message) {
        super(message);
    }
}
