package io.strapwork.network.gateway.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Optional;

/**
 * What is answered, decided from a request and the facts of a file alone.
 *
 * @param headers besides length, connection, date and server
 * @param body    the part of the file to send; empty when the answer has a short text instead (or, for 304, nothing)
 */
record HttpAnswer(HttpResponseStatus status, Map<String, String> headers, Optional<ByteRange> body) {
    static HttpAnswer of(HttpResponseStatus status, Map<String, String> headers) {
        return new HttpAnswer(status, headers, Optional.empty());
    }

    static HttpAnswer of(HttpResponseStatus status) {
        return of(status, Map.of());
    }
}
