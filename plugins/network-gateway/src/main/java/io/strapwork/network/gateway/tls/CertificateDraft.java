package io.strapwork.network.gateway.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;

/** A version 3 certificate (RFC 5280) before it is signed, by ECDSA with SHA-256. */
final class CertificateDraft {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final BigInteger VERSION_3 = BigInteger.TWO;

    private final byte[] head;
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();

    /** @param issuer  its common name */
    CertificateDraft(String issuer, BigInteger serial, Instant from, Instant until, String subject, PublicKey key) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(Der.element(0xa0, Der.integer(VERSION_3)));
        out.writeBytes(Der.integer(serial));
        out.writeBytes(ECDSA_WITH_SHA256);
        out.writeBytes(name(issuer));
        out.writeBytes(Der.sequence(Der.time(from), Der.time(until)));
        out.writeBytes(name(subject));
        out.writeBytes(key.getEncoded());
        head = out.toByteArray();
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
    }

    private CertificateDraft with(String oid, boolean critical, byte[] value) {
        extensions.writeBytes(Der.sequence(Der.oid(oid), critical ? Der.yes() : new byte[0], Der.octets(value)));
        return this;
    }

    /** That it is an authority, of which no further authority can come. */
    CertificateDraft authority() {
        return with("2.5.29.19", true, Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO)))
                // keyCertSign and cRLSign
                .with("2.5.29.15", true, Der.bits(1, (byte) 0x06));
    }

    /** That it is no authority, but a TLS server's. */
    CertificateDraft server() {
        return with("2.5.29.19", true, Der.sequence())
                // digitalSignature
                .with("2.5.29.15", true, Der.bits(7, (byte) 0x80))
                .with("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1")));
    }

    /** @param names each a dNSName (context tag 2) or an iPAddress (7) */
    CertificateDraft names(byte[]... names) {
        return with("2.5.29.17", false, Der.sequence(names));
    }

    CertificateDraft subjectKey(PublicKey key) throws GeneralSecurityException {
        return with("2.5.29.14", false, Der.octets(identifier(key)));
    }

    CertificateDraft authorityKey(PublicKey key) throws GeneralSecurityException {
        return with("2.5.29.35", false, Der.sequence(Der.element(0x80, identifier(key))));
    }

    /** RFC 5280 section 4.2.1.2, method 1: SHA-1 of the key's bits. The bits of an elliptic curve's point are at the end of its encoding. */
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        byte[] encoded = key.getEncoded();
        int pointBytes = 65;
        return MessageDigest.getInstance("SHA-1").digest(Arrays.copyOfRange(encoded, encoded.length - pointBytes, encoded.length));
    }

    /** The whole certificate. @param issuer its key, on the curve P-256 */
    byte[] sign(PrivateKey issuer) throws GeneralSecurityException {
        byte[] draft = Der.sequence(head, Der.element(0xa3, Der.sequence(extensions.toByteArray())));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer);
        signature.update(draft);
        return Der.sequence(draft, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
    }
}
