package io.strapwork.transport.tls;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Options of {@link TlsTransport}. There is none to turn the checks off. */
@Options
public record TlsOptions(
        @Summary("PEM file with the roots to trust; default: the Java runtime's") Optional<Path> ca,
        @Summary("PEM file with the client's certificate and its chain, for servers that ask for one") Optional<Path> certificate,
        @Summary("PEM file with the client's private key, PKCS#8, unencrypted") Optional<Path> key,
        @Summary("versions to offer; default: TLSv1.3 and TLSv1.2") List<String> versions,
        @Summary("cipher suites to offer, by IANA name; default: the Java runtime's") List<String> ciphers,
        @Default("10s") @Min("1ms") @Max("24h") @Summary("how long a handshake may take") Duration handshakePatience) {
    static final String WRONG_OPTION = "SW-N404";

    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    public TlsOptions {
        versions = versions.isEmpty() ? VERSIONS : List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        for (String version : versions) {
            if (!VERSIONS.contains(version)) {
                throw wrong("versions", "unknown TLS version \"" + version + "\"", "use TLSv1.3 or TLSv1.2");
            }
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw wrong(certificate.isPresent() ? "key" : "certificate",
                    certificate.isPresent() ? "a certificate is set but no key" : "a key is set but no certificate", "set both or neither");
        }
    }

    private static RuntimeException wrong(String key, String what, String hint) {
        return new Problem(WRONG_OPTION, Blame.USER, "transport.tls." + key, what, hint).asException();
    }
}
