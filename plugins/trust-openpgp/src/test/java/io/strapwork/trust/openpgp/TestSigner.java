package io.strapwork.trust.openpgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;

/** Signs as somebody with one RSA key. */
final class TestSigner {
    static final Instant MADE = Instant.parse("2026-01-02T03:04:05Z");
    private final JcaPGPKeyPair pair;
    private final PGPKeyRingGenerator ring;
    int hash = HashAlgorithmTags.SHA256;
    Instant time = MADE.plusSeconds(60);
    long expires;

    TestSigner(String owner, TestKey key) {
        this(owner, key, 0);
    }

    /** @param lifetime in seconds; 0 for ever */
    TestSigner(String owner, TestKey key, long lifetime) {
        try {
            pair = new JcaPGPKeyPair(4, PublicKeyAlgorithmTags.RSA_GENERAL, key.pair(), Date.from(MADE));
            var own = new PGPSignatureSubpacketGenerator();
            own.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
            own.setKeyExpirationTime(true, lifetime);
            own.setSignatureCreationTime(true, Date.from(MADE));
            ring = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, pair, owner,
                    new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1), own.generate(), null,
                    new JcaPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256), null);
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] fingerprint() {
        return pair.getPublicKey().getFingerprint();
    }

    byte[] publicKey() {
        try {
            return ring.generatePublicKeyRing().getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] secretKey() {
        try {
            return ring.generateSecretKeyRing().getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] sign(byte[] content) {
        return sign(content, PGPSignature.BINARY_DOCUMENT);
    }

    private byte[] sign(byte[] content, int type) {
        try {
            var generator = new PGPSignatureGenerator(new JcaPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, hash),
                    pair.getPublicKey());
            generator.init(type, pair.getPrivateKey());
            var packets = new PGPSignatureSubpacketGenerator();
            packets.setSignatureCreationTime(true, Date.from(time));
            packets.setIssuerFingerprint(false, pair.getPublicKey());
            packets.setIssuerKeyID(false, pair.getKeyID());
            if (expires != 0) {
                packets.setSignatureExpirationTime(true, expires);
            }
            generator.setHashedSubpackets(packets.generate());
            generator.update(content);
            return generator.generate().getEncoded();
        } catch (IOException | PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] armored(byte[] packets) {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = ArmoredOutputStream.builder().clearHeaders().build(bytes)) {
            out.write(packets);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** @param text without line feed at its end, and no dashes at the begins of its lines */
    String clearSign(String text) {
        byte[] signature = sign(text.replaceAll("(?m)[ \\t]+$", "").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
                PGPSignature.CANONICAL_TEXT_DOCUMENT);
        return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + text + "\n"
                + new String(armored(signature), StandardCharsets.US_ASCII);
    }
}
