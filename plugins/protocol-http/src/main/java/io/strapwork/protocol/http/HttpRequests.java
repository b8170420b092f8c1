package io.strapwork.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.strapwork.api.fetch.BootUri;
import org.jspecify.annotations.Nullable;

/** Builds requests. Credentials and the profile's headers go to the origin of the profile's address only, however it is redirected. */
final class HttpRequests {
    private static final int PASSWORD_LIMIT = 4096;

    private final BootUri first;
    private final HttpOptions options;
    private final Optional<String> authorization;

    /** @throws io.strapwork.api.plugin.StrapworkException when the password file can't be read */
    HttpRequests(BootUri first, HttpOptions options) {
        this.first = first;
        this.options = options;
        this.authorization = first.credentials().or(() -> options.user().map(user -> user + ":" + password()))
                .map(pair -> "Basic "
                        + Base64.getEncoder().encodeToString((pair.indexOf(':') < 0 ? pair + ":" : pair).getBytes(StandardCharsets.UTF_8)));
    }

    static int port(BootUri uri) {
        return uri.port().orElse(uri.scheme().equals("https") ? 443 : 80);
    }

    boolean signsIn(BootUri to) {
        return authorization.isPresent() && sameOrigin(to);
    }

    private boolean sameOrigin(BootUri to) {
        return to.scheme().equals(first.scheme()) && to.host().equals(first.host()) && port(to) == port(first);
    }

    FullHttpRequest get(BootUri from, @Nullable Resume resume) {
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
                from.path() + from.query().map(query -> "?" + query).orElse(""), Unpooled.EMPTY_BUFFER);
        var headers = request.headers();
        boolean usual = port(from) == (from.scheme().equals("https") ? 443 : 80);
        headers.set(HttpHeaderNames.HOST, usual ? from.hostInBrackets() : from.hostInBrackets() + ":" + port(from));
        headers.set(HttpHeaderNames.USER_AGENT, "Strapwork");
        headers.set(HttpHeaderNames.ACCEPT, "*/*");
        if (sameOrigin(from)) {
            options.headers().forEach(headers::set);
            authorization.ifPresent(value -> headers.set(HttpHeaderNames.AUTHORIZATION, value));
        }
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (resume != null) {
            headers.set(HttpHeaderNames.RANGE, "bytes=" + resume.received() + "-");
            headers.set(HttpHeaderNames.IF_RANGE, resume.validator());
        }
        return request;
    }

    private String password() {
        return options.password().or(() -> options.passwordFile().map(this::read)).orElse("");
    }

    private String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(PASSWORD_LIMIT), StandardCharsets.UTF_8).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new io.strapwork.api.plugin.StrapworkException(new HttpProblems(first).passwordFile(file, String.valueOf(e)), e);
        }
    }
}
