package io.strapwork.trust.x509;

import io.strapwork.trust.x509.UntrustedException.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cms.SignerInformation;
import org.jspecify.annotations.Nullable;

/** Digests and keys that are strong enough, by their object identifiers (RFC 5754, RFC 4056, RFC 8419). */
final class Algorithms {
    private static final Map<String, String> DIGESTS = Map.of("2.16.840.1.101.3.4.2.1", "SHA-256", "2.16.840.1.101.3.4.2.2", "SHA-384",
            "2.16.840.1.101.3.4.2.3", "SHA-512", "2.16.840.1.101.3.4.2.4", "SHA-224");
    private static final Map<String, String> WEAK = Map.of("1.2.840.113549.2.5", "MD5", "1.3.14.3.2.26", "SHA-1", "1.3.36.3.2.1",
            "RIPEMD-160");
    /** How the JDK's names of signature algorithms begin. */
    private static final List<String> STRONG = List.of("SHA224", "SHA256", "SHA384", "SHA512", "ED25519", "ED448", "EDDSA");
    private static final String PSS = "1.2.840.113549.1.1.10";
    /** Those that take a digest which was made before. */
    private static final String RSA = "RSA";
    private static final String ECDSA = "NONEwithECDSA";
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 224;

    private Algorithms() {}

    /**
     * How a signature is compared.
     *
     * @param digest of the content, in the JDK's words
     * @param name   of the signature's algorithm, in the JDK's words
     * @param pss    its parameters
     */
    record Chosen(String digest, String name, Optional<PSSParameterSpec> pss) {
        boolean verifies(PublicKey key, Signed content, byte[] value) throws UntrustedException {
            try {
                if (name.equals(RSA)) {
                    return verifies((RSAPublicKey) key, content.digest(digest), value);
                }
                Signature signature = Signature.getInstance(name);
                signature.initVerify(key);
                if (pss.isPresent()) {
                    signature.setParameter(pss.get());
                }
                if (name.equals(ECDSA)) {
                    signature.update(content.digest(digest));
                } else {
                    content.update(signature);
                }
                return signature.verify(value);
            } catch (InvalidKeyException e) {
                throw new UntrustedException(Reason.WRONG, "its algorithm is not that of the key");
            } catch (GeneralSecurityException | IOException e) {
                return false;
            }
        }

        /** RFC 8017, section 8.2.2: what the key makes of it is compared with what it should be, whole. */
        private boolean verifies(RSAPublicKey key, byte[] found, byte[] value) throws GeneralSecurityException, IOException {
            if (value.length != (key.getModulus().bitLength() + 7) / 8) {
                return false;
            }
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, key);
            byte[] stated = cipher.doFinal(value);
            var identifier = new ASN1ObjectIdentifier(oid(digest));
            // RFC 8017, appendix A.2.4: the parameters are NULL, and to be taken when they are absent.
            return MessageDigest.isEqual(stated,
                    new DigestInfo(new AlgorithmIdentifier(identifier, DERNull.INSTANCE), found).getEncoded("DER"))
                    || MessageDigest.isEqual(stated, new DigestInfo(new AlgorithmIdentifier(identifier), found).getEncoded("DER"));
        }
    }

    private static String oid(String digest) {
        return DIGESTS.entrySet().stream().filter(each -> each.getValue().equals(digest)).findFirst().orElseThrow().getKey();
    }

    static Chosen of(SignerInformation signer, PublicKey key) throws UntrustedException {
        String digest = digest(signer.getDigestAlgOID());
        strong(key);
        return switch (key) {
            case RSAPublicKey _ when signer.getEncryptionAlgOID().equals(PSS) ->
                new Chosen(digest, "RSASSA-PSS", Optional.of(pss(signer, digest)));
            case RSAPublicKey _ -> new Chosen(digest, RSA, Optional.empty());
            case ECPublicKey _ -> new Chosen(digest, ECDSA, Optional.empty());
            case EdECPublicKey ed -> new Chosen(digest, ed.getParams().getName(), Optional.empty());
            case DSAPublicKey _ -> new Chosen(digest, digest.replace("-", "") + "withDSA", Optional.empty());
            default -> throw new UntrustedException(Reason.WEAK, "keys for " + key.getAlgorithm() + " are not supported");
        };
    }

    private static PSSParameterSpec pss(SignerInformation signer, String digest) throws UntrustedException {
        try {
            var its = RSASSAPSSparams.getInstance(ASN1Primitive.fromByteArray(signer.getEncryptionAlgParams()));
            if (digest(its.getHashAlgorithm().getAlgorithm().getId()).equals(digest)) {
                return new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), its.getSaltLength().intValueExact(), 1);
            }
        } catch (IOException | RuntimeException e) {
            throw new UntrustedException(Reason.WRONG, "the parameters of its algorithm can't be read");
        }
        throw new UntrustedException(Reason.WRONG, "the parameters of its algorithm name another digest");
    }

    /** In the JDK's words. */
    static String digest(String oid) throws UntrustedException {
        String name = DIGESTS.get(oid);
        if (name == null) {
            String weak = WEAK.get(oid);
            throw new UntrustedException(Reason.WEAK,
                    weak == null ? "its digest " + oid + " is not supported" : "its digest is " + weak + ", which can be forged");
        }
        return name;
    }

    /** A certificate that somebody has issued: its signature and its key. */
    static void strong(X509Certificate certificate) throws UntrustedException {
        strong(certificate.getSigAlgName(), certificate.getSigAlgOID(), certificate.getSigAlgParams(),
                "the certificate of " + certificate.getSubjectX500Principal());
        strong(certificate.getPublicKey());
    }

    /** A revocation list: who can forge it can say that nothing is revoked. */
    static void strong(X509CRL list) throws UntrustedException {
        strong(list.getSigAlgName(), list.getSigAlgOID(), list.getSigAlgParams(),
                "the revocation list of " + list.getIssuerX500Principal());
    }

    private static void strong(String name, String oid, byte @Nullable [] parameters, String whose) throws UntrustedException {
        String algorithm = oid.equals(PSS) ? pss(parameters, whose) : name.toUpperCase(Locale.ROOT);
        if (STRONG.stream().noneMatch(algorithm::startsWith)) {
            throw new UntrustedException(Reason.WEAK, whose + " is signed with " + (oid.equals(PSS) ? name + " and " + algorithm : name));
        }
    }

    /** Its digest; absent ones are SHA-1 (RFC 4055, section 3.1). */
    private static String pss(byte @Nullable [] parameters, String whose) throws UntrustedException {
        try {
            RSASSAPSSparams its = RSASSAPSSparams
                    .getInstance(parameters == null ? new DERSequence() : ASN1Primitive.fromByteArray(parameters));
            String digest = its.getHashAlgorithm().getAlgorithm().getId();
            return DIGESTS.getOrDefault(digest, WEAK.getOrDefault(digest, digest)).replace("-", "");
        } catch (IOException | RuntimeException e) {
            throw new UntrustedException(Reason.WEAK, "the algorithm that " + whose + " is signed with can't be read");
        }
    }

    static void strong(PublicKey key) throws UntrustedException {
        int bits = switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength();
            case DSAPublicKey dsa -> dsa.getParams() == null ? 0 : dsa.getParams().getP().bitLength();
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength();
            case EdECPublicKey _ -> 256;
            default -> 0;
        };
        int floor = key instanceof ECPublicKey || key instanceof EdECPublicKey ? EC_BITS : RSA_BITS;
        if (bits < floor) {
            throw new UntrustedException(Reason.WEAK, "a key for " + key.getAlgorithm() + " has " + bits + " bits, fewer than " + floor);
        }
    }
}
