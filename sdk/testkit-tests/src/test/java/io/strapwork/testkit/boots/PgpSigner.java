package io.strapwork.testkit.boots;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
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

/** Somebody with an OpenPGP key, made long before any clock of a test; of a curve, because a key of RSA takes a second to be found. */
final class PgpSigner {
    private static final Date MADE = Date.from(Instant.parse("2001-02-03T04:05:06Z"));
    private final JcaPGPKeyPair pair;
    private final byte[] publicKey;

    PgpSigner(String owner) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            pair = new JcaPGPKeyPair(4, PublicKeyAlgorithmTags.ECDSA, generator.generateKeyPair(), MADE);
            var own = new PGPSignatureSubpacketGenerator();
            own.setKeyFlags(true, KeyFlags.SIGN_DATA);
            own.setSignatureCreationTime(true, MADE);
            publicKey = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, pair, owner,
                    new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1), own.generate(), null,
                    new JcaPGPContentSignerBuilder(PublicKeyAlgorithmTags.ECDSA, HashAlgorithmTags.SHA256), null)
                    .generatePublicKeyRing()
                    .getEncoded();
        } catch (GeneralSecurityException | PGPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] publicKey() {
        return publicKey;
    }

    byte[] sign(byte[] content) {
        return sign(content, PGPSignature.BINARY_DOCUMENT);
    }

    private byte[] sign(byte[] content, int type) {
        try {
            var generator = new PGPSignatureGenerator(
                    new JcaPGPContentSignerBuilder(PublicKeyAlgorithmTags.ECDSA, HashAlgorithmTags.SHA256), pair.getPublicKey());
            generator.init(type, pair.getPrivateKey());
            var packets = new PGPSignatureSubpacketGenerator();
            packets.setSignatureCreationTime(true, MADE);
            packets.setIssuerFingerprint(false, pair.getPublicKey());
            packets.setIssuerKeyID(false, pair.getKeyID());
            generator.setHashedSubpackets(packets.generate());
            generator.update(content);
            return generator.generate().getEncoded();
        } catch (IOException | PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param text whose lines begin with no dash and end with no white space */
    byte[] clearSign(String text) {
        var armored = new ByteArrayOutputStream();
        try (OutputStream out = ArmoredOutputStream.builder().clearHeaders().build(armored)) {
            out.write(sign(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), PGPSignature.CANONICAL_TEXT_DOCUMENT));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + text + "\n" + armored.toString(StandardCharsets.US_ASCII))
                .getBytes(StandardCharsets.UTF_8);
    }
}
