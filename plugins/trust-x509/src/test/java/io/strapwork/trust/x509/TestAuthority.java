package io.strapwork.trust.x509;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.PKCS7ProcessableObject;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Somebody with a certificate, who issues others and signs. */
record TestAuthority(KeyPair keys, X509Certificate certificate) {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ASN1ObjectIdentifier INDIRECT_DATA = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.4");
    private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

    static TestAuthority root(String name) {
        return made(name, null, true, FROM, UNTIL);
    }

    TestAuthority authority(String name) {
        return made(name, this, true, FROM, UNTIL);
    }

    TestAuthority signer(String name) {
        return made(name, this, false, FROM, UNTIL);
    }

    TestAuthority signer(String name, Instant until) {
        return made(name, this, false, FROM, until);
    }

    private static TestAuthority made(String name, @org.jspecify.annotations.Nullable TestAuthority issuer, boolean authority, Instant from,
            Instant until) {
        return made(name, issuer, authority, from, until, issuer == null ? "EC" : issuer.keys.getPrivate().getAlgorithm(),
                issuer == null || issuer.keys.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    }

    static TestAuthority rsaRoot(String name) {
        return made(name, null, true, FROM, UNTIL, "RSA", "SHA256withRSA");
    }

    /** @param algorithm of the issuer's signature, in the library's words */
    TestAuthority signer(String name, String algorithm) {
        return made(name, this, false, FROM, UNTIL, "EC", algorithm);
    }

    private static TestAuthority made(String name, @org.jspecify.annotations.Nullable TestAuthority issuer, boolean authority, Instant from,
            Instant until, String kind, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(kind.equals("EC") ? 256 : 2048);
            KeyPair keys = generator.generateKeyPair();
            var subject = new X500Name("CN=" + name);
            X500Name its = issuer == null ? subject : X500Name.getInstance(issuer.certificate.getSubjectX500Principal().getEncoded());
            var builder = new JcaX509v3CertificateBuilder(its, BigInteger.valueOf(name.hashCode() & 0xffff), Date.from(from),
                    Date.from(until), subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
            }
            var signer = signing(algorithm, (issuer == null ? keys : issuer.keys).getPrivate());
            return new TestAuthority(keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signing(String algorithm, PrivateKey key) throws OperatorCreationException {
        int pss = algorithm.indexOf(" with PSS");
        return pss < 0
                ? new JcaContentSignerBuilder(algorithm).build(key)
                : new Pss(algorithm.substring(0, pss), key, new ByteArrayOutputStream());
    }

    /** By the JDK's algorithm, whose name the library doesn't know. @param digest {@code "SHA1"} or {@code "SHA256"} */
    private record Pss(String digest, PrivateKey key, ByteArrayOutputStream getOutputStream) implements ContentSigner {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder().find(digest + "WITHRSAANDMGF1");
        }

        @Override
        public byte[] getSignature() {
            try {
                Signature signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(digest.equals("SHA1")
                        ? new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1)
                        : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                signature.initSign(key);
                signature.update(getOutputStream.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Path pem(Path file) {
        try {
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's revocation list, in DER. @param algorithm in the JDK's words */
    byte[] revocations(Instant from, Instant until, String algorithm, TestAuthority... revoked) {
        try {
            var builder = new JcaX509v2CRLBuilder(certificate, Date.from(from)).setNextUpdate(Date.from(until));
            for (TestAuthority each : revoked) {
                builder.addCRLEntry(each.certificate.getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
            }
            return builder.build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate())).getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] revocations(TestAuthority... revoked) {
        return revocations(FROM, UNTIL, "SHA256withECDSA", revoked);
    }

    /** A detached signature, with the certificates of the signer and of these. */
    byte[] sign(byte[] content, TestAuthority... more) {
        return sign(new CMSProcessableByteArray(content), false, more);
    }

    private byte[] sign(CMSTypedData content, boolean attached, TestAuthority... more) {
        try {
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()), certificate));
            var certificates = new java.util.ArrayList<>(List.of(certificate));
            for (TestAuthority each : more) {
                certificates.add(each.certificate);
            }
            generator.addCertificates(new JcaCertStore(certificates));
            return generator.generate(content, attached).getEncoded("DER");
        } catch (GeneralSecurityException | CMSException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A signed PE file. */
    byte[] signImage(byte[] image) throws MalformedException {
        var digest = new DigestInfo(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE),
                Signed.of(PeImage.parse(java.lang.foreign.MemorySegment.ofArray(image)).orElseThrow().covered())
                        .digest("SHA-256"));
        var indirect = new ASN1EncodableVector();
        indirect.add(new DERSequence(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.15")));
        indirect.add(digest);
        byte[] signature = withContent(sign(new PKCS7ProcessableObject(INDIRECT_DATA, new DERSequence(indirect)), false),
                new DERSequence(indirect));
        int padded = Math.ceilDiv(8 + signature.length, 8) * 8;
        return ByteBuffer.allocate(image.length + padded).order(ByteOrder.LITTLE_ENDIAN).put(image).putInt(8 + signature.length)
                .putShort((short) 0x200).putShort((short) 2).put(signature).putInt(PeFiles.TABLE, image.length)
                .putInt(PeFiles.TABLE + 4, padded).array();
    }

    /** The library encapsulates octet strings only. */
    private static byte[] withContent(byte[] detached, DERSequence content) {
        try {
            SignedData its = SignedData.getInstance(ContentInfo.getInstance(detached).getContent());
            var attached = new SignedData(its.getDigestAlgorithms(), new ContentInfo(INDIRECT_DATA, content), its.getCertificates(),
                    its.getCRLs(),
                    its.getSignerInfos());
            return new ContentInfo(CMSObjectIdentifiers.signedData, attached).getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file with its signature behind it. */
    byte[] append(byte[] file) {
        byte[] signature = sign(file);
        byte[] magic = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(file.length + signature.length + 12 + magic.length).put(file).put(signature)
                .put(new byte[]{0, 0, 2, 0, 0, 0, 0, 0}).putInt(signature.length).put(magic).array();
    }
}
