package io.strapwork.protocol.http;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Collects the header fields of one head, line by line (RFC 9112 5). */
final class HeaderFields {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private final Consumer<String> forgiven;
    private String name = "";
    private String value = "";

    HeaderFields(Consumer<String> forgiven) {
        this.forgiven = forgiven;
    }

    void line(String line) {
        if (line.indexOf('\0') >= 0) {
            throw new DecoderException("a header line contains a NUL");
        }
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            forgiven.accept("a header field that continues on the next line (RFC 9112 5.2)");
            value = (value + " " + line.strip()).strip();
            return;
        }
        add();
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new DecoderException("a header line has no colon: \"" + line + "\"");
        }
        name = line.substring(0, colon).stripTrailing();
        value = line.substring(colon + 1).strip();
        if (name.length() != colon) {
            forgiven.accept("whitespace before the colon of header field " + HttpProblems.clean(name) + " (RFC 9112 5.1)");
        }
        if (!TOKEN.matcher(name).matches()) {
            forgiven.accept("a header field with an invalid name is ignored: \"" + HttpProblems.clean(name) + "\"");
            name = "";
        }
    }

    /** Of all lines so far. */
    HttpHeaders done() {
        add();
        return headers;
    }

    private void add() {
        if (!name.isEmpty()) {
            headers.add(name, value);
        }
        name = "";
        value = "";
    }
}
