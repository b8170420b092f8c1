package io.strapwork.protocol.http;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Where the body of an answer to GET ends (RFC 9112 6.3). */
sealed interface BodyLength {
    record Bytes(long bytes) implements BodyLength {}

    record Chunked() implements BodyLength {}

    record UntilClose() implements BodyLength {}

    /** Leaves one Transfer-Encoding or one Content-Length in the head at most. */
    static BodyLength of(HttpResponse head, Consumer<String> forgiven) {
        HttpHeaders headers = head.headers();
        List<String> codings = items(headers, HttpHeaderNames.TRANSFER_ENCODING.toString());
        if (codings.removeIf(coding -> coding.equalsIgnoreCase("identity"))) {
            forgiven.accept("Transfer-Encoding identity, which RFC 7230 removed");
        }
        if (codings.isEmpty()) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            return byLength(headers, forgiven);
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            forgiven.accept("Content-Length next to Transfer-Encoding, which overrides it (RFC 9112 6.3)");
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        if (head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            forgiven.accept("Transfer-Encoding in HTTP/1.0");
        }
        if (!codings.stream().allMatch(coding -> coding.toLowerCase(Locale.ROOT).equals("chunked"))) {
            throw new DecoderException("an unknown transfer coding \"" + String.join(", ", codings) + "\"");
        }
        if (codings.size() > 1) {
            forgiven.accept("Transfer-Encoding chunked more than once, read as one");
        }
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        return new Chunked();
    }

    private static BodyLength byLength(HttpHeaders headers, Consumer<String> forgiven) {
        List<String> lengths = items(headers, HttpHeaderNames.CONTENT_LENGTH.toString());
        if (lengths.isEmpty()) {
            if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                throw new DecoderException("Content-Length is empty");
            }
            return new UntilClose();
        }
        String said = String.join(", ", lengths);
        if (!lengths.stream().allMatch(BodyLength::isLength)) {
            throw new DecoderException("Content-Length is \"" + said + "\"");
        }
        if (lengths.stream().map(Long::valueOf).distinct().count() > 1) {
            throw new DecoderException("Content-Length has different values, " + said);
        }
        if (lengths.size() > 1) {
            forgiven.accept("Content-Length appears more than once, always the same (RFC 9110 8.6)");
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(Long.parseLong(lengths.getFirst())));
        return new Bytes(Long.parseLong(lengths.getFirst()));
    }

    private static List<String> items(HttpHeaders headers, String name) {
        var items = new ArrayList<String>();
        for (String value : headers.getAll(name)) {
            for (String item : value.split(",", -1)) {
                if (!item.isBlank()) {
                    items.add(item.strip());
                }
            }
        }
        return items;
    }

    private static boolean isLength(String text) {
        return text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
