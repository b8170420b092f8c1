package io.strapwork.trust.x509;

import io.strapwork.trust.x509.UntrustedException.Reason;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * Leads from a signer to a certificate of the profile's as firmware does it (UEFI 2.10, section 32.5.3; Linux' platform keyring): any certificate may be the end, dates don't count, since a signature
 * has to last as long as its machine, and purposes don't either.
 *
 * @param trusted db's
 * @param denied  dbx's
 */
record FirmwarePath(List<X509Certificate> trusted, TrustFiles.Named denied) {
    private static final int LONGEST = 8;

    /** @return the certificate of the profile's that it leads to */
    X509Certificate check(X509Certificate signer, List<X509Certificate> within) throws UntrustedException {
        X509Certificate at = signer;
        for (int depth = 0; depth < LONGEST; depth++) {
            denied(at);
            if (trusted.contains(at)) {
                return at;
            }
            Algorithms.strong(at);
            X509Certificate issuer = issuer(at, trusted);
            if (issuer != null) {
                denied(issuer);
                Algorithms.strong(issuer.getPublicKey());
                return issuer;
            }
            X509Certificate next = issuer(at, within);
            if (next == null || next.equals(at)) {
                break;
            }
            at = next;
        }
        throw new UntrustedException(Reason.UNKNOWN,
                "the certificate of " + signer.getSubjectX500Principal() + ", issued by " + signer.getIssuerX500Principal()
                        + ", leads to none of yours");
    }

    private static @org.jspecify.annotations.Nullable X509Certificate issuer(X509Certificate of, List<X509Certificate> among) {
        for (X509Certificate each : among) {
            boolean authority = each.getBasicConstraints() >= 0 && (each.getKeyUsage() == null || each.getKeyUsage()[5]);
            if (authority && each.getSubjectX500Principal().equals(of.getIssuerX500Principal())) {
                try {
                    of.verify(each.getPublicKey());
                    return each;
                } catch (GeneralSecurityException e) {
                    // Of that name, but not that key.
                }
            }
        }
        return null;
    }

    private void denied(X509Certificate certificate) throws UntrustedException {
        if (denied.certificates().contains(certificate) || denied.signers().contains(toBeSigned(certificate))) {
            throw new UntrustedException(Reason.NOT_VALID,
                    "the certificate of " + certificate.getSubjectX500Principal() + " is on the deny list");
        }
    }

    private static String toBeSigned(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getTBSCertificate()));
        } catch (CertificateEncodingException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For people: whose it is. */
    static String shown(X509Certificate certificate) {
        try {
            return io.strapwork.api.plugin.Printable.text(certificate.getSubjectX500Principal().toString(), 200) + ", sha256:"
                    + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
