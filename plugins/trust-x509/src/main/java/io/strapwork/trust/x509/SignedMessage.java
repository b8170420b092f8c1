package io.strapwork.trust.x509;

import io.strapwork.trust.x509.UntrustedException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;

/**
 * CMS signed data (RFC 5652, section 5; PKCS #7 1.5): parsed by a library, compared here.
 *
 * @param message      as parsed
 * @param certificates those within it; they prove nothing
 * @param content      within it; null when it is detached
 */
record SignedMessage(CMSSignedData message, List<X509Certificate> certificates, @org.jspecify.annotations.Nullable ASN1Encodable content) {
    private static final int LONGEST = 1 << 20;
    /** Tags (RFC 5652, section 5.1). */
    private static final int SET = 0x31;
    private static final int CERTIFICATES = 0xa0;
    private static final int MOST_SIGNERS = 16;
    private static final int MOST_CERTIFICATES = 64;

    /** @param der of nothing else; zeros may follow, as padding in PE files */
    static SignedMessage parse(byte[] der) throws MalformedException {
        if (der.length > LONGEST) {
            throw new MalformedException("it has " + der.length + " bytes, more than " + LONGEST);
        }
        int end = DerShape.end(der);
        for (int i = end; i < der.length; i++) {
            if (der[i] != 0) {
                throw new MalformedException("more bytes follow it");
            }
        }
        counted(DerShape.count(der, SET), MOST_SIGNERS, "signers");
        counted(DerShape.count(der, CERTIFICATES), MOST_CERTIFICATES, "certificates");
        try {
            var info = ContentInfo.getInstance(ASN1Sequence.getInstance(Arrays.copyOf(der, end)));
            if (!CMSObjectIdentifiers.signedData.equals(info.getContentType())) {
                throw new MalformedException("it is not signed data, but " + info.getContentType());
            }
            ASN1Encodable content = SignedData.getInstance(info.getContent()).getEncapContentInfo().getContent();
            var message = new CMSSignedData(info);
            if (message.getSignerInfos().size() == 0) {
                throw new MalformedException("it has no signers");
            }
            return new SignedMessage(message, certificates(message), content);
        } catch (CMSException | IOException | CertificateException | RuntimeException e) {
            throw new MalformedException("it is not signed data as in RFC 5652");
        }
    }

    private static List<X509Certificate> certificates(CMSSignedData message) throws IOException, CertificateException {
        var certificates = new ArrayList<X509Certificate>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (X509CertificateHolder each : message.getCertificates().getMatches(null)) {
            Certificate certificate = each.toASN1Structure();
            if (factory.generateCertificate(
                    new ByteArrayInputStream(certificate.getEncoded(ASN1Encoding.DER))) instanceof X509Certificate x509) {
                certificates.add(x509);
            }
        }
        return certificates;
    }

    private static void counted(int count, int most, String what) throws MalformedException {
        if (count > most) {
            throw new MalformedException("it has " + count + " " + what + ", more than " + most);
        }
    }

    /** In order. */
    List<SignerInformation> signers() {
        return new ArrayList<>(message.getSignerInfos().getSigners());
    }

    String contentType() {
        return message.getSignedContentTypeOID();
    }

    /**
     * The certificate that a signer names.
     *
     * @param more where else it may be
     */
    X509Certificate certificate(SignerInformation signer, List<X509Certificate> more) throws UntrustedException {
        for (List<X509Certificate> place : List.of(more, certificates)) {
            for (X509Certificate each : place) {
                try {
                    if (signer.getSID().match(new X509CertificateHolder(each.getEncoded()))) {
                        return each;
                    }
                } catch (IOException | java.security.cert.CertificateEncodingException | RuntimeException e) {
                    // Another one may be the signer's.
                }
            }
        }
        throw new UntrustedException(Reason.UNKNOWN, "the certificate of its signer is neither in it nor among yours: "
                + (signer.getSID().getIssuer() == null
                        ? "key " + java.util.HexFormat.of().formatHex(signer.getSID().getSubjectKeyIdentifier())
                        : signer.getSID().getIssuer() + ", serial number " + signer.getSID().getSerialNumber().toString(16)));
    }

    /** Whether a signer has signed these bytes, by that certificate's key. */
    static void check(SignerInformation signer, X509Certificate certificate, Signed content, String contentType) throws UntrustedException {
        try {
            compare(signer, certificate, content, contentType);
        } catch (RuntimeException e) {
            // The library reads attributes when they are asked for, and throws whatever it stumbles over.
            throw new UntrustedException(Reason.WRONG, "its attributes can't be read");
        }
    }

    private static void compare(SignerInformation signer, X509Certificate certificate, Signed content, String contentType)
            throws UntrustedException {
        Algorithms.Chosen chosen = Algorithms.of(signer, certificate.getPublicKey());
        AttributeTable attributes = signer.getSignedAttributes();
        boolean right;
        if (attributes == null) {
            right = chosen.verifies(certificate.getPublicKey(), content, signer.getSignature());
        } else {
            ASN1Encodable type = single(attributes, CMSAttributes.contentType);
            if (!new ASN1ObjectIdentifier(contentType).equals(type)) {
                throw new UntrustedException(Reason.WRONG, "what it says it signs is " + type + ", not " + contentType);
            }
            byte[] digest = single(attributes, CMSAttributes.messageDigest) instanceof ASN1OctetString octets
                    ? octets.getOctets()
                    : new byte[0];
            if (!Arrays.equals(digest, content.digest(chosen.digest()))) {
                throw new UntrustedException(Reason.WRONG, "it is not of these bytes");
            }
            try {
                right = chosen.verifies(certificate.getPublicKey(), Signed.of(signer.getEncodedSignedAttributes()), signer.getSignature());
            } catch (IOException e) {
                throw new UntrustedException(Reason.WRONG, "its attributes can't be encoded");
            }
        }
        if (!right) {
            throw new UntrustedException(Reason.WRONG, attributes == null ? "it is not of these bytes" : "its numbers make no signature");
        }
    }

    /** RFC 5652, section 11: exactly one, with one value. */
    private static ASN1Encodable single(AttributeTable attributes, ASN1ObjectIdentifier type) throws UntrustedException {
        var all = attributes.getAll(type);
        if (all.size() != 1 || !(all.get(0) instanceof Attribute one) || one.getAttrValues().size() != 1) {
            throw new UntrustedException(Reason.WRONG, "it does not have attribute " + type + " once");
        }
        return one.getAttrValues().getObjectAt(0);
    }
}
