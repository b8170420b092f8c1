package io.strapwork.trust.x509;

import io.strapwork.trust.x509.UntrustedException.Reason;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leads from a signer to a certificate of the profile's (RFC 5280, section 6): by the Java runtime, which checks dates, name constraints, basic constraints and key usage. It fetches nothing.
 *
 * @param roots       of the profile
 * @param revocations lists of the profile; with one, each issuer on the way needs its list
 */
record PkixPath(List<X509Certificate> roots, List<X509CRL> revocations, Instant now) {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int LONGEST = 8;

    void check(X509Certificate signer, List<X509Certificate> within) throws UntrustedException {
        purpose(signer);
        PKIXCertPathBuilderResult result = build(signer, within);
        X509Certificate root = result.getTrustAnchor().getTrustedCert();
        valid(root);
        var path = new ArrayList<X509Certificate>();
        result.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
        for (X509Certificate each : path) {
            Algorithms.strong(each);
        }
        Algorithms.strong(root.getPublicKey());
    }

    private static void purpose(X509Certificate signer) throws UntrustedException {
        try {
            List<String> purposes = signer.getExtendedKeyUsage();
            if (purposes == null || !purposes.contains(CODE_SIGNING)) {
                throw new UntrustedException(Reason.NOT_VALID,
                        "the certificate of " + signer.getSubjectX500Principal() + " is not for signing code");
            }
        } catch (CertificateParsingException e) {
            throw new UntrustedException(Reason.NOT_VALID,
                    "what the certificate of " + signer.getSubjectX500Principal() + " is for can't be read");
        }
        boolean[] usage = signer.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new UntrustedException(Reason.NOT_VALID,
                    "the certificate of " + signer.getSubjectX500Principal() + " is not for signatures");
        }
    }

    private void valid(X509Certificate certificate) throws UntrustedException {
        String subject = certificate.getSubjectX500Principal().toString();
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new UntrustedException(Reason.NOT_VALID,
                    "the certificate of " + subject + " is not valid before " + certificate.getNotBefore().toInstant()
                            + ", and now it is " + now);
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new UntrustedException(Reason.NOT_VALID,
                    "the certificate of " + subject + " expired on " + certificate.getNotAfter().toInstant());
        }
    }

    private PKIXCertPathBuilderResult build(X509Certificate signer, List<X509Certificate> within) throws UntrustedException {
        valid(signer);
        try {
            return build(signer, within, !revocations.isEmpty());
        } catch (InvalidAlgorithmParameterException e) {
            throw new UntrustedException(Reason.UNKNOWN, "no certificate is trusted");
        } catch (CertPathBuilderException e) {
            throw reason(signer, within, e);
        } catch (GeneralSecurityException e) {
            throw new UntrustedException(Reason.UNKNOWN, "no certificate path can be made: " + e.getMessage());
        }
    }

    private PKIXCertPathBuilderResult build(X509Certificate signer, List<X509Certificate> within, boolean revoking)
            throws GeneralSecurityException {
        return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters(signer, within, revoking));
    }

    private PKIXBuilderParameters parameters(X509Certificate signer, List<X509Certificate> within, boolean revoking)
            throws GeneralSecurityException {
        var target = new X509CertSelector();
        target.setCertificate(signer);
        Set<TrustAnchor> anchors = roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
        var parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setDate(Date.from(now));
        parameters.setMaxPathLength(LONGEST);
        var all = new ArrayList<Object>(within);
        all.add(signer);
        all.addAll(revocations);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
        parameters.setRevocationEnabled(revoking);
        if (revoking) {
            var checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
            parameters.addCertPathChecker(checker);
        }
        return parameters;
    }

    /** The builder says of some paths only that there is none: why the one that would be there without revocation lists does not hold. */
    private Optional<CertPathValidatorException> revocation(X509Certificate signer, List<X509Certificate> within) {
        try {
            PKIXCertPathBuilderResult without = build(signer, within, false);
            CertPathValidator.getInstance("PKIX").validate(without.getCertPath(), parameters(signer, within, true));
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return Optional.of(e);
        } catch (GeneralSecurityException e) {
            // No path without lists, either: revocation is not the reason.
            return Optional.empty();
        }
    }

    private UntrustedException reason(X509Certificate signer, List<X509Certificate> within, CertPathBuilderException e)
            throws UntrustedException {
        CertPathValidatorException invalid = revocations.isEmpty()
                ? invalid(e)
                : revocation(signer, within).orElseGet(() -> invalid(e));
        for (X509Certificate each : within) {
            if (each.getSubjectX500Principal().equals(signer.getIssuerX500Principal())) {
                valid(each);
            }
        }
        if (invalid != null && invalid.getReason() instanceof CertPathValidatorException.BasicReason reason) {
            return switch (reason) {
                case REVOKED -> new UntrustedException(Reason.NOT_VALID, "a certificate on the way to yours was revoked");
                case EXPIRED, NOT_YET_VALID ->
                    new UntrustedException(Reason.NOT_VALID, "a certificate on the way to yours is not valid now");
                case UNDETERMINED_REVOCATION_STATUS -> new UntrustedException(Reason.NOT_VALID,
                        "no revocation list of yours says whether the certificate is revoked, or it is too old");
                case ALGORITHM_CONSTRAINED ->
                    new UntrustedException(Reason.WEAK, "a certificate on the way to yours has a weak signature or key");
                case INVALID_SIGNATURE, UNSPECIFIED -> unknown(signer, invalid.getMessage());
            };
        }
        return unknown(signer, invalid == null ? null : invalid.getMessage());
    }

    private static UntrustedException unknown(X509Certificate signer, @Nullable String more) {
        return new UntrustedException(Reason.UNKNOWN, "the certificate of " + signer.getSubjectX500Principal() + ", issued by "
                + signer.getIssuerX500Principal() + ", leads to none of yours" + (more == null ? "" : " (" + more + ")"));
    }

    private static @Nullable CertPathValidatorException invalid(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof CertPathValidatorException invalid) {
                return invalid;
            }
        }
        return null;
    }
}
