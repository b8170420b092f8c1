package io.strapwork.trust.openpgp;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.PGPContentVerifier;
import org.bouncycastle.openpgp.operator.PGPContentVerifierBuilder;
import org.bouncycastle.openpgp.operator.PGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyConverter;

/**
 * By digests that may have begun with the content already, since that was digested beside its fetch; the library's own begin anew, and digest everything twice.
 *
 * @param digests by their algorithm in the JDK's words
 */
record ContentVerifiers(Function<String, MessageDigest> digests) implements PGPContentVerifierBuilderProvider {
    private static final Map<String, ASN1ObjectIdentifier> IDENTIFIERS = Map.of("SHA-224", NISTObjectIdentifiers.id_sha224, "SHA-256",
            NISTObjectIdentifiers.id_sha256, "SHA-384", NISTObjectIdentifiers.id_sha384, "SHA-512", NISTObjectIdentifiers.id_sha512);

    /** In the JDK's words; empty for those that don't count, or that the library may digest itself. */
    static String digest(int hashAlgorithm) {
        return switch (hashAlgorithm) {
            case HashAlgorithmTags.SHA224 -> "SHA-224";
            case HashAlgorithmTags.SHA256 -> "SHA-256";
            case HashAlgorithmTags.SHA384 -> "SHA-384";
            case HashAlgorithmTags.SHA512 -> "SHA-512";
            default -> "";
        };
    }

    /** Whether a signature by such a key goes on with a digest that has begun. */
    static boolean continues(int keyAlgorithm, int hashAlgorithm) {
        return !digest(hashAlgorithm).isEmpty() && switch (keyAlgorithm) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.RSA_SIGN, PublicKeyAlgorithmTags.ECDSA,
                    PublicKeyAlgorithmTags.EDDSA_LEGACY ->
                true;
            default -> false;
        };
    }

    @Override
    public PGPContentVerifierBuilder get(int keyAlgorithm, int hashAlgorithm) throws PGPException {
        return continues(keyAlgorithm, hashAlgorithm)
                ? pgp -> verifier(pgp, keyAlgorithm, hashAlgorithm)
                : new JcaPGPContentVerifierBuilderProvider().get(keyAlgorithm, hashAlgorithm);
    }

    private PGPContentVerifier verifier(PGPPublicKey pgp, int keyAlgorithm, int hashAlgorithm) throws PGPException {
        PublicKey key = new JcaPGPKeyConverter().getPublicKey(pgp);
        String digest = digest(hashAlgorithm);
        return new Verifier(digests.apply(digest), digest, key, keyAlgorithm, hashAlgorithm, pgp.getKeyID());
    }

    private record Verifier(MessageDigest digest, String name, PublicKey key, int getKeyAlgorithm, int getHashAlgorithm, long getKeyID)
            implements
                PGPContentVerifier {
        @Override
        public OutputStream getOutputStream() {
            return new Digesting(digest);
        }

        @Override
        public boolean verify(byte[] expected) {
            try {
                return key instanceof RSAPublicKey rsa
                        ? verify(rsa, expected)
                        : verify(getKeyAlgorithm == PublicKeyAlgorithmTags.ECDSA ? "NONEwithECDSA" : "Ed25519", expected);
            } catch (GeneralSecurityException | IOException e) {
                return false;
            }
        }

        private boolean verify(String algorithm, byte[] expected) throws GeneralSecurityException {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(digest.digest());
            return signature.verify(expected);
        }

        /** RFC 8017, section 8.2.2: what the key makes of it is compared with what it should be, whole. The number has lost its leading zeros. */
        private boolean verify(RSAPublicKey rsa, byte[] expected) throws GeneralSecurityException, IOException {
            byte[] value = new byte[(rsa.getModulus().bitLength() + 7) / 8];
            if (expected.length > value.length) {
                return false;
            }
            System.arraycopy(expected, 0, value, value.length - expected.length, expected.length);
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, rsa);
            var info = new DigestInfo(new AlgorithmIdentifier(IDENTIFIERS.get(name), DERNull.INSTANCE), digest.digest());
            return MessageDigest.isEqual(cipher.doFinal(value), info.getEncoded("DER"));
        }
    }

    private static final class Digesting extends OutputStream {
        private final MessageDigest digest;

        Digesting(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        public void write(int b) {
            digest.update((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }
    }
}
