package io.strapwork.trust.x509;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.Voucher.Answer;
import io.strapwork.api.trust.VoucherSurvey;
import io.strapwork.trust.x509.UntrustedException.Reason;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cms.SignerInformation;

/**
 * Trusts PE files that are signed as for UEFI Secure Boot: kernels with an EFI stub, and unified kernel images, of which the signature covers all parts. What goes on is the file without its
 * certificate table.
 */
@VerifierPlugin(id = "authenticode")
public final class AuthenticodeVerifier implements ImageVerifier, MenuVerifier, VoucherSurvey {
    private static final String UNREADABLE = "SW-T501";
    private static final Refusals.Codes CODES = new Refusals.Codes("db", "SW-T502", "SW-T503", "SW-T504", "SW-T505", "SW-T506", "SW-T507");
    /** {@code SPC_INDIRECT_DATA_OBJID}. */
    private static final String INDIRECT_DATA = "1.3.6.1.4.1.311.2.1.4";
    private static final String SIGNING = "sign it: sbsign --key key.pem --cert cert.pem --output signed.efi FILE";
    private final AuthenticodeOptions options;

    @Inject
    public AuthenticodeVerifier(AuthenticodeOptions options) {
        this.options = options;
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts) {
        if (parts.isEmpty()) {
            return List.of();
        }
        TrustFiles.Named trusted = new TrustFiles(UNREADABLE, "db").named(options.db());
        TrustFiles.Named denied = new TrustFiles(UNREADABLE, "dbx").named(options.dbx());
        return parts.stream().map(part -> verdict(part, trusted, denied)).toList();
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        List<String> by = new TrustFiles(UNREADABLE, "db").lines(options.db(), true);
        return parts.stream().map(part -> voucher(part, by)).toList();
    }

    private Voucher voucher(String part, List<String> by) {
        if (Uncoverable.anyIsNamed(options.uncovered(), part)) {
            return new Voucher("authenticode", Answer.UNCOVERED, by);
        }
        return part.equals(MENU)
                ? new Voucher("authenticode", Answer.REFUSES, List.of("a boot configuration is no PE file"))
                : new Voucher("authenticode", Answer.VOUCHES, by);
    }

    private Verdict verdict(FetchedPart part, TrustFiles.Named trusted, TrustFiles.Named denied) {
        var refusals = new Refusals(CODES, part, part.uri().toString());
        try {
            Optional<PeImage> image = PeImage.parse(part.content());
            if (image.isEmpty()) {
                return Uncoverable.anyIs(options.uncovered(), part)
                        ? new Verdict.Trusted(Verdict.Trusted.UNCOVERED)
                        : refusals.unsigned(
                                "it is no PE file, and only those have such signatures; put it into a unified kernel image, or verify it otherwise");
            }
            return verdict(part, image.get(), trusted, denied, refusals);
        } catch (MalformedException e) {
            return refusals.malformed(e, SIGNING.replace("FILE", part.fileName()));
        } catch (UntrustedException e) {
            return refusals.untrusted(e);
        }
    }

    private Verdict verdict(FetchedPart part, PeImage image, TrustFiles.Named trusted, TrustFiles.Named denied, Refusals refusals)
            throws MalformedException, UntrustedException {
        var content = Signed.of(image.covered());
        byte[] sha256 = content.digest("SHA-256");
        String hex = HexFormat.of().formatHex(sha256);
        Optional<java.lang.foreign.MemorySegment> covered = Optional.of(part.content().asSlice(0, image.end()));
        if (denied.images().contains(hex)) {
            throw new UntrustedException(Reason.NOT_VALID, "this very image, " + hex + ", is on the deny list");
        }
        if (trusted.images().contains(hex)) {
            return new Verdict.Trusted("authenticode digest " + hex, covered);
        }
        if (image.signatures().isEmpty()) {
            return refusals.unsigned(SIGNING.replace("FILE", part.fileName()));
        }
        var path = new FirmwarePath(trusted.certificates(), denied);
        Optional<UntrustedException> first = Optional.empty();
        Optional<String> by = Optional.empty();
        for (byte[] signature : image.signatures()) {
            try {
                String signer = signer(signature, content, sha256, path);
                by = by.or(() -> Optional.of(signer));
            } catch (UntrustedException e) {
                // A second signature may be by another authority's key; one that is wrong or denied ends it.
                if (e.reason() == Reason.WRONG || e.reason() == Reason.NOT_VALID) {
                    throw e;
                }
                first = first.or(() -> Optional.of(e));
            }
        }
        if (by.isEmpty()) {
            throw first.orElseThrow();
        }
        return new Verdict.Trusted("authenticode " + by.get(), covered);
    }

    private static String signer(byte[] signature, Signed image, byte[] sha256, FirmwarePath path)
            throws MalformedException, UntrustedException {
        SignedMessage message = SignedMessage.parse(signature);
        if (message.content() == null || !message.contentType().equals(INDIRECT_DATA)) {
            throw new MalformedException("it does not sign a PE image");
        }
        compare(message, image, sha256);
        // All signers must be right; the first one is told.
        Optional<String> told = Optional.empty();
        for (SignerInformation signer : message.signers()) {
            X509Certificate certificate = message.certificate(signer, path.trusted());
            SignedMessage.check(signer, certificate, Signed.of(value(message)), INDIRECT_DATA);
            X509Certificate root = path.check(certificate, message.certificates());
            told = told.or(() -> Optional.of(FirmwarePath.shown(certificate)
                    + (root.equals(certificate) ? "" : ", by " + root.getSubjectX500Principal())));
        }
        return told.orElseThrow();
    }

    /** With the digest of the image that it signs ({@code SpcIndirectDataContent.messageDigest}). */
    private static void compare(SignedMessage message, Signed image, byte[] sha256) throws MalformedException, UntrustedException {
        DigestInfo stated;
        try {
            ASN1Sequence indirect = ASN1Sequence.getInstance(message.content());
            stated = DigestInfo.getInstance(indirect.getObjectAt(1));
        } catch (RuntimeException e) {
            throw new MalformedException("what it signs is no digest of a PE image");
        }
        String algorithm = Algorithms.digest(stated.getAlgorithmId().getAlgorithm().getId());
        byte[] found = algorithm.equals("SHA-256") ? sha256 : image.digest(algorithm);
        if (!Arrays.equals(found, stated.getDigest())) {
            throw new UntrustedException(Reason.WRONG, "it is not of these bytes");
        }
    }

    /** Without its own tag and length (PKCS #7 1.5, section 9.3). */
    private static byte[] value(SignedMessage message) throws MalformedException {
        try {
            byte[] der = ASN1Sequence.getInstance(message.content()).getEncoded(ASN1Encoding.DER);
            int length = der[1] & 0xff;
            return Arrays.copyOfRange(der, length < 0x80 ? 2 : 2 + (length & 0x7f), der.length);
        } catch (IOException | RuntimeException e) {
            throw new MalformedException("what it signs can't be encoded");
        }
    }
}
