package io.strapwork.api.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/** Where an image is: an absolute, hierarchical URI with a host (RFC 3986), scheme and host in lower case. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record BootUri(URI uri) {
    public BootUri {
        if (uri.getScheme() == null || uri.getHost() == null || uri.isOpaque()) {
            throw new IllegalArgumentException(
                    "\"" + redact(uri.toString()) + "\" needs a scheme and a host, such as \"http://10.0.2.2/vmlinuz\"");
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    public static BootUri parse(String text) {
        try {
            return new BootUri(new URI(text).normalize());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + redact(text) + "\" is not a URI: " + e.getReason(), e);
        }
    }

    public String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** Without the brackets of an IPv6 address. */
    public String host() {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public OptionalInt port() {
        return uri.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(uri.getPort());
    }

    /** Percent-encoded, never empty, from the slash on. */
    public String rawPath() {
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    /** Decoded. */
    public String path() {
        return uri.getPath() == null || uri.getPath().isEmpty() ? "/" : uri.getPath();
    }

    /** Percent-encoded, without the question mark. */
    public Optional<String> rawQuery() {
        return Optional.ofNullable(uri.getRawQuery());
    }

    /** {@code user:password}, decoded. */
    public Optional<String> userInfo() {
        return Optional.ofNullable(uri.getUserInfo());
    }

    /** A reference seen from here, as in a redirect. @throws IllegalArgumentException when it leads to no boot URI */
    public BootUri resolve(String reference) {
        return parse(uri.resolve(reference).toString());
    }

    /** The same place with another path and without query: decoded, from the slash on; what a path can't have is percent-encoded. */
    public BootUri withPath(String path) {
        try {
            return new BootUri(new URI(uri.getScheme(), uri.getUserInfo(), uri.getHost(), uri.getPort(), path, null, null));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + path + "\" is not a path: " + e.getReason(), e);
        }
    }

    private static String redact(String text) {
        return text.replaceAll("//[^/@]*@", "//***@");
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return redact(uri.toString());
    }
}
