package io.strapwork.transport.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
final class Authority {
    record Pair(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static long serial = 1;
    private final Pair pair;

    private Authority(Pair pair) {
        this.pair = pair;
    }

    static Authority root(String name) {
        return new Authority(make("EC", name, null, true, NOW.minus(Duration.ofDays(400)), NOW.plus(Duration.ofDays(4000)), List.of()));
    }

    Authority intermediate(String name) {
        return new Authority(make("EC", name, pair, true, NOW.minus(Duration.ofDays(300)), NOW.plus(Duration.ofDays(3000)), List.of()));
    }

    Pair leaf(String algorithm, String... names) {
        return leaf(algorithm, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(30)), names);
    }

    Pair leaf(String algorithm, Instant from, Instant until, String... names) {
        return make(algorithm, "CN=server", pair, false, from, until, List.of(names));
    }

    X509Certificate certificate() {
        return pair.certificate();
    }

    /** Whoever has an RSA key has this one: it takes most of a second to make. */
    private static final class Rsa {
        private static final KeyPair KEYS = keys("RSA", 2048);
    }

    private static KeyPair keys(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static synchronized Pair make(String algorithm, String subject, Pair issuer, boolean authority, Instant from, Instant until,
            List<String> names) {
        try {
            KeyPair keys = algorithm.equals("RSA") ? Rsa.KEYS : keys(algorithm, 256);
            PrivateKey signingKey = issuer == null ? keys.getPrivate() : issuer.key;
            // The issuer's name as it is encoded there.
            X500Name issuerName = issuer == null
                    ? new X500Name(subject)
                    : X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
            var builder = new JcaX509v3CertificateBuilder(issuerName, BigInteger.valueOf(serial++), Date.from(from), Date.from(until),
                    new X500Name(subject), keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (authority) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            }
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names.stream()
                        .map(name -> new GeneralName(name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new)));
            }
            var signer = new JcaContentSignerBuilder(signingKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA")
                    .build(signingKey);
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
            if (issuer != null && issuer.chain.size() > 0
                    && !issuer.certificate().getSubjectX500Principal().equals(issuer.certificate().getIssuerX500Principal())) {
                chain.addAll(issuer.chain);
            }
            return new Pair(keys.getPrivate(), chain);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    static Path write(Path file, X509Certificate... certificates) throws IOException {
        var text = new StringBuilder("Some text before - as openssl writes it\n");
        for (X509Certificate certificate : certificates) {
            try {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
        return Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    static Path write(Path file, PrivateKey key) throws IOException {
        return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()), StandardCharsets.US_ASCII);
    }
}
