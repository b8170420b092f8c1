package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;

/** One direction of a TCP connection, in its order: finds out whether it is TLS or HTTP, and has that read. */
final class StreamReader {
    private static final int UNKNOWN = 0;
    private static final int TLS = 1;
    private static final int PLAIN = 2;
    /** Its beginning is missing. */
    private static final int LOST = 3;
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    private final boolean fromClient;
    private final HttpReader http;
    private final TlsReader tls;
    private int kind = UNKNOWN;

    StreamReader(boolean fromClient, OpenConversation said, HttpReader http, KeptBytes kept) {
        this.fromClient = fromClient;
        this.http = http;
        this.tls = new TlsReader(fromClient, said, kept);
    }

    void read(ByteBuf payload, long now) {
        if (kind == UNKNOWN) {
            int first = payload.getUnsignedByte(payload.readerIndex());
            kind = first == HANDSHAKE || first == ALERT ? TLS : PLAIN;
        }
        if (kind == TLS) {
            tls.read(payload, now);
        } else if (kind == PLAIN) {
            http.read(fromClient, payload, now);
        }
    }

    /** Bytes that nobody has seen. */
    void skip(int bytes) {
        if (kind == PLAIN) {
            http.skip(fromClient, bytes);
        } else if (kind == TLS) {
            tls.skip();
        } else {
            kind = LOST;
        }
    }

    boolean isTls() {
        return kind == TLS;
    }
}
