package io.strapwork.api.fetch;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * Where an image is: an absolute, hierarchical URI with a host (RFC 3986). Path and query stay as they were written, because a server may tell {@code //} from {@code /} and
 * {@code %7E} from {@code ~}; only characters that no URI may hold are percent-encoded. The fragment is left out, since no server is ever told it.
 *
 * @param scheme   lower case
 * @param userInfo {@code user:password}, percent-encoded; a secret
 * @param host     lower case; an IPv6 address without brackets, with its zone after a {@code %}; an internationalised name in its ASCII form
 * @param port     1 to 65535, if written
 * @param path     percent-encoded, from the slash on
 * @param query    percent-encoded, without the question mark
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record BootUri(String scheme, Optional<String> userInfo, String host, OptionalInt port, String path, Optional<String> query) {
    /** @throws IllegalArgumentException with a sentence for the user */
    public BootUri {
        scheme = scheme.toLowerCase(Locale.ROOT);
        if (!UriText.isScheme(scheme)) {
            throw new IllegalArgumentException("\"" + UriText.printable(scheme) + "\" is not a URI scheme");
        }
        host = UriText.host(host);
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > UriText.LAST_PORT)) {
            throw new IllegalArgumentException(UriText.noPort(Integer.toString(port.getAsInt())));
        }
        userInfo = userInfo.map(UriText::userInfo);
        path = path.startsWith("/") ? UriText.path(path) : "/" + UriText.path(path);
        query = query.map(UriText::query);
    }

    /** Takes dot segments out of the path, as resolving does (RFC 3986 5.2.2). @throws IllegalArgumentException with a sentence for the user, without the password */
    public static BootUri parse(String text) {
        UriText written = UriText.split(text);
        if (written.scheme().isEmpty() || written.authority().isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + UriText.redact(text) + "\" needs a scheme and a host, such as \"http://10.0.2.2/vmlinuz\"");
        }
        return written.at(text, written.scheme().get(), written.authority().get(), UriText.withoutDots(written.path()), written.query());
    }

    /**
     * A file by its plain name, which may hold any character: {@code /srv/a?b} becomes {@code tftp://HOST//srv/a%3Fb}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static BootUri ofFile(String scheme, String host, String name) {
        return new BootUri(scheme, Optional.empty(), host, OptionalInt.empty(), "/" + UriText.encodedName(name), Optional.empty());
    }

    /**
     * A reference seen from here, as in a redirect (RFC 3986 5.2.2). {@code http:x} counts as {@code x} where this is http, as 5.2.2 lets old parsers do.
     *
     * @throws IllegalArgumentException with a sentence for the user, without the password, when it leads to no boot URI
     */
    public BootUri resolve(String reference) {
        UriText seen = UriText.split(reference);
        String itsScheme = seen.scheme().map(its -> its.toLowerCase(Locale.ROOT)).orElse(scheme);
        if (seen.authority().isPresent()) {
            return seen.at(reference, itsScheme, seen.authority().get(), UriText.withoutDots(seen.path()), seen.query());
        }
        if (!itsScheme.equals(scheme)) {
            throw new IllegalArgumentException("\"" + UriText.redact(reference) + "\" has no host");
        }
        if (seen.path().isEmpty()) {
            return new BootUri(scheme, userInfo, host, port, path, seen.query().or(this::query));
        }
        String from = seen.path().startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1);
        return new BootUri(scheme, userInfo, host, port, UriText.withoutDots(from + seen.path()), seen.query());
    }

    /** {@code user:password}, decoded; a secret. */
    public Optional<String> credentials() {
        return userInfo.map(UriText::decoded);
    }

    /** The same place with another path and without query: a plain name from the slash on, as {@link #decodedPath} tells it. */
    public BootUri withPath(String decoded) {
        return new BootUri(scheme, userInfo, host, port,
                "/" + UriText.encodedName(decoded.startsWith("/") ? decoded.substring(1) : decoded),
                Optional.empty());
    }

    /** The same file by its path without dot segments (RFC 3986 5.2.4). */
    public BootUri withoutDots() {
        return new BootUri(scheme, userInfo, host, port, UriText.withoutDots(path), query);
    }

    /** The folder that it lies in, with the slash at its end and without query; of a folder, itself. */
    public BootUri folder() {
        String name = decodedPath();
        return withPath(name.substring(0, name.lastIndexOf('/') + 1));
    }

    /** The path as a plain name, from the slash on; a percent sign without two digits stays one. */
    public String decodedPath() {
        return UriText.decoded(path);
    }

    /** The host as HTTP's Host field has it: an IPv6 address in brackets, without the zone, which means nothing elsewhere (RFC 6874 4). */
    public String hostInBrackets() {
        int zone = host.indexOf('%');
        return UriText.inBrackets(zone < 0 ? host : host.substring(0, zone));
    }

    /** All of it, password included. Never for the eyes of anybody. */
    public String withCredentials() {
        return text(userInfo.map(its -> its + "@").orElse(""));
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return text(userInfo.isPresent() ? "***@" : "");
    }

    private String text(String user) {
        return scheme + "://" + user + UriText.inBrackets(host.replace("%", "%25")) + (port.isPresent() ? ":" + port.getAsInt() : "") + path
                + query.map(its -> "?" + its).orElse("");
    }
}
