package io.strapwork.protocol.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ProfileOrigins;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds requests. User, password and headers of {@code [fetch.http]} go to the origins that the profile names, and to no other, whoever led there. Credentials in an address go to its own origin.
 */
final class HttpRequests {
    private static final int PASSWORD_LIMIT = 4096;
    private static final Logger LOG = LoggerFactory.getLogger(HttpRequests.class);

    private final BootUri first;
    private final HttpOptions options;
    private final ProfileOrigins origins;
    private final Optional<String> signIn;

    /** @throws io.strapwork.api.plugin.StrapworkException when the password file can't be read */
    HttpRequests(BootUri first, HttpOptions options, ProfileOrigins origins) {
        this.first = first;
        this.options = options;
        this.origins = origins;
        this.signIn = options.user().map(user -> user + ":" + password());
    }

    static int port(BootUri uri) {
        return uri.port().orElse(usualPort(uri));
    }

    /** What a request has to do with user and password. */
    enum SignIn {
        NONE, SENT,
        /** The profile has some, and they are not for this server. */
        KEPT
    }

    SignIn signIn(BootUri to) {
        return credentials(to).isPresent() ? SignIn.SENT : signIn.isPresent() ? SignIn.KEPT : SignIn.NONE;
    }

    private Optional<String> credentials(BootUri to) {
        boolean same = new ProfileOrigins(List.of(first)).include(to, usualPort(to));
        return to.credentials().or(() -> same ? first.credentials() : Optional.empty()).or(() -> isNamed(to) ? signIn : Optional.empty());
    }

    private boolean isNamed(BootUri to) {
        return origins.include(to, usualPort(to));
    }

    private static int usualPort(BootUri uri) {
        return uri.scheme().equals("https") ? 443 : 80;
    }

    /** @param method GET or HEAD */
    FullHttpRequest of(HttpMethod method, BootUri from, @Nullable Resume resume) {
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method,
                from.path() + from.query().map(query -> "?" + query).orElse(""), Unpooled.EMPTY_BUFFER);
        var headers = request.headers();
        boolean usual = port(from) == usualPort(from);
        headers.set(HttpHeaderNames.HOST, usual ? from.hostInBrackets() : from.hostInBrackets() + ":" + port(from));
        headers.set(HttpHeaderNames.USER_AGENT, "Strapwork");
        headers.set(HttpHeaderNames.ACCEPT, "*/*");
        if (isNamed(from)) {
            options.headers().forEach(headers::set);
        } else if (signIn.isPresent() || !options.headers().isEmpty()) {
            LOG.debug("{}: the profile does not name this server: user, password and headers of [fetch.http] are not sent to it", from);
        }
        credentials(from).ifPresent(pair -> headers.set(HttpHeaderNames.AUTHORIZATION, basic(pair)));
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (resume != null) {
            headers.set(HttpHeaderNames.RANGE, "bytes=" + resume.received() + "-");
            headers.set(HttpHeaderNames.IF_RANGE, resume.validator());
        }
        return request;
    }

    private static String basic(String pair) {
        byte[] whole = (pair.indexOf(':') < 0 ? pair + ":" : pair).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(whole);
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
