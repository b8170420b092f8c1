package io.strapwork.network.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made here is read by BouncyCastle, and by the JDK. */
class CertificateDraftTests {
    private static final Instant FROM = Instant.parse("2026-11-22T12:34:56Z");

    private KeyPair authority;
    private KeyPair server;

    @BeforeEach
    void keys() throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        authority = keys.generateKeyPair();
        server = keys.generateKeyPair();
    }

    private byte[] leaf(Instant until) throws Exception {
        return new CertificateDraft("the authority", BigInteger.valueOf(200), FROM, until, "boot.strapwork", server.getPublic()).server()
                .names(List.of("localhost"), List.of(InetAddress.getByAddress(new byte[]{127, 0, 0, 1})))
                .authorityKey(authority.getPublic()).sign(authority.getPrivate()).getEncoded();
    }

    private static X509Certificate read(byte[] certificate) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    @Test
    void isDistinguishedEncoding() throws Exception {
        byte[] written = leaf(Instant.parse("2036-11-22T12:34:56Z"));
        var parsed = new X509CertificateHolder(written);
        assertArrayEquals(written, parsed.toASN1Structure().getEncoded(ASN1Encoding.DER));
    }

    @Test
    void whatAServerSays() throws Exception {
        byte[] written = leaf(Instant.parse("2036-11-22T12:34:56Z"));
        Extensions extensions = new X509CertificateHolder(written).getExtensions();
        var utilities = new JcaX509ExtensionUtils();
        assertNull(BasicConstraints.fromExtensions(extensions));
        assertEquals(new KeyUsage(KeyUsage.digitalSignature), KeyUsage.fromExtensions(extensions));
        assertEquals(new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth), ExtendedKeyUsage.fromExtensions(extensions));
        assertEquals(utilities.createSubjectKeyIdentifier(server.getPublic()), SubjectKeyIdentifier.fromExtensions(extensions));
        assertEquals(utilities.createAuthorityKeyIdentifier(authority.getPublic()), AuthorityKeyIdentifier.fromExtensions(extensions));
        assertEquals(1, extensions.getCriticalExtensionOIDs().length);
        X509Certificate certificate = read(written);
        certificate.verify(authority.getPublic());
        assertEquals(3, certificate.getVersion());
        assertEquals(BigInteger.valueOf(200), certificate.getSerialNumber());
        assertEquals("CN=the authority", certificate.getIssuerX500Principal().getName());
        assertEquals("CN=boot.strapwork", certificate.getSubjectX500Principal().getName());
        assertEquals(server.getPublic(), certificate.getPublicKey());
        assertEquals(Date.from(FROM), certificate.getNotBefore());
        assertEquals(List.of(List.of(2, "localhost"), List.of(7, "127.0.0.1")), List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals(-1, certificate.getBasicConstraints());
    }

    @Test
    void whatAnAuthoritySays() throws Exception {
        byte[] written = new CertificateDraft("the authority", BigInteger.ONE, FROM, FROM.plusSeconds(60), "the authority",
                authority.getPublic()).authority().sign(authority.getPrivate()).getEncoded();
        Extensions extensions = new X509CertificateHolder(written).getExtensions();
        assertEquals(new BasicConstraints(0), BasicConstraints.fromExtensions(extensions));
        assertEquals(new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign), KeyUsage.fromExtensions(extensions));
        assertEquals(0, read(written).getBasicConstraints());
        read(written).verify(authority.getPublic());
    }

    @Test
    void endsAfterTheYear2049() throws Exception {
        for (String until : List.of("2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z", "2126-11-22T12:34:56Z")) {
            assertEquals(Date.from(Instant.parse(until)), read(leaf(Instant.parse(until))).getNotAfter());
        }
    }
}
