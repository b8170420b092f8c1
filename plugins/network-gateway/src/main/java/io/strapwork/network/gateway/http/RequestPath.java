package io.strapwork.network.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The path of a request target (RFC 9112 3.2), decoded (RFC 3986 2.1). */
final class RequestPath {
    private RequestPath() {}

    /** Empty when it isn't one: no absolute path, a broken escape, not UTF-8, an encoded slash or zero. */
    static Optional<String> of(String target) {
        String path = target;
        int scheme = path.indexOf("://");
        if (!path.startsWith("/") && scheme > 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        int end = path.length();
        for (char mark : new char[]{'?', '#'}) {
            int at = path.indexOf(mark);
            end = at >= 0 && at < end ? at : end;
        }
        return decode(path.substring(0, end));
    }

    private static Optional<String> decode(String path) {
        if (path.indexOf('%') < 0) {
            return path.chars().anyMatch(c -> c < ' ' || c >= 0x7f) ? Optional.empty() : Optional.of(path);
        }
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int octet = c;
            if (c == '%') {
                octet = i + 2 < path.length() ? hex(path.charAt(i + 1)) << 4 | hex(path.charAt(i + 2)) : -1;
                i += 2;
                if (octet == '/') {
                    return Optional.empty();
                }
            }
            if (octet <= 0 || octet > 0xff || c < ' ' || c >= 0x7f) {
                return Optional.empty();
            }
            bytes.put((byte) octet);
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** -1 has all bits set, so that it survives the shift and the or. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
