package io.strapwork.network.gateway.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.wildfly.security.x500.GeneralName;
import org.wildfly.security.x500.cert.AuthorityKeyIdentifierExtension;
import org.wildfly.security.x500.cert.BasicConstraintsExtension;
import org.wildfly.security.x500.cert.ExtendedKeyUsageExtension;
import org.wildfly.security.x500.cert.KeyUsage;
import org.wildfly.security.x500.cert.KeyUsageExtension;
import org.wildfly.security.x500.cert.SubjectAlternativeNamesExtension;
import org.wildfly.security.x500.cert.SubjectKeyIdentifierExtension;
import org.wildfly.security.x500.cert.X509CertificateBuilder;
import org.wildfly.security.x500.cert.util.KeyUtil;

/** A version 3 certificate (RFC 5280) before it is signed, by ECDSA with SHA-256. */
final class CertificateDraft {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final X509CertificateBuilder builder;

    /** @param issuer its common name */
    CertificateDraft(String issuer, BigInteger serial, Instant from, Instant until, String subject, PublicKey key) {
        builder = new X509CertificateBuilder().setIssuerDn(new X500Principal("CN=" + issuer)).setSerialNumber(serial)
                .setNotValidBefore(from.atZone(ZoneOffset.UTC)).setNotValidAfter(until.atZone(ZoneOffset.UTC))
                .setSubjectDn(new X500Principal("CN=" + subject)).setPublicKey(key)
                .addExtension(new SubjectKeyIdentifierExtension(KeyUtil.getKeyIdentifier(key)));
    }

    /** That it is an authority, of which no further authority can come. */
    CertificateDraft authority() {
        builder.addExtension(new BasicConstraintsExtension(true, true, 0))
                .addExtension(new KeyUsageExtension(true, KeyUsage.keyCertSign, KeyUsage.cRLSign));
        return this;
    }

    /** That it is a TLS server's; without basic constraints it is not an authority (RFC 5280 section 4.2.1.9). */
    CertificateDraft server() {
        builder.addExtension(new KeyUsageExtension(true, KeyUsage.digitalSignature))
                .addExtension(new ExtendedKeyUsageExtension(false, List.of(SERVER_AUTH)));
        return this;
    }

    CertificateDraft names(List<String> hosts, List<InetAddress> addresses) {
        builder.addExtension(new SubjectAlternativeNamesExtension(false,
                Stream.concat(hosts.stream().map(GeneralName.DNSName::new),
                        addresses.stream().map(address -> new GeneralName.IPAddress(address.getAddress()))).toList()));
        return this;
    }

    CertificateDraft authorityKey(PublicKey key) {
        builder.addExtension(new AuthorityKeyIdentifierExtension(KeyUtil.getKeyIdentifier(key), null, null));
        return this;
    }

    /** The whole certificate. @param issuer its key, on the curve P-256 */
    X509Certificate sign(PrivateKey issuer) throws GeneralSecurityException {
        return builder.setSignatureAlgorithmName("SHA256withECDSA").setSigningKey(issuer).build();
    }
}
