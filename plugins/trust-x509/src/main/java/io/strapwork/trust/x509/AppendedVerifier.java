package io.strapwork.trust.x509;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.VoucherSurvey;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cms.SignerInformation;

/**
 * Trusts files with Linux' signature behind them, as s390x and ppc64 kernels are signed for kexec: what goes on is the file without it. zipl takes that signature off and makes a component of it
 * (s390-tools, {@code bootmap.c}); then it is beside the file.
 */
@VerifierPlugin(id = "appended")
public final class AppendedVerifier implements CompanionVerifier, MenuVerifier, VoucherSurvey {
    private static final String UNREADABLE = "SW-T601";
    private static final Refusals.Codes CODES = new Refusals.Codes("certificates", "SW-T602", "SW-T603", "SW-T604", "SW-T605", "SW-T606",
            "SW-T607");
    private static final String DATA = "1.2.840.113549.1.7.1";
    private static final String SIGNING = "sign it: scripts/sign-file sha256 key.pem cert.pem FILE, of the kernel's source";
    private final AppendedOptions options;

    @Inject
    public AppendedVerifier(AppendedOptions options) {
        this.options = options;
    }

    /** What zipl has put into a boot map beside a component, by the name that the file system gives it. Nobody else has such. */
    @Override
    public List<String> companions(FetchedPart part) {
        return part.uri().scheme().equals("disk") ? List.of(part.fileName() + ".p7s") : List.of();
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
        if (parts.isEmpty()) {
            return List.of();
        }
        var path = new FirmwarePath(new TrustFiles(UNREADABLE, "certificates").certificates(options.certificates()),
                new TrustFiles(UNREADABLE, "denied").named(options.denied()));
        return parts.stream().map(part -> verdict(part, companions, path)).toList();
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        List<String> by = new TrustFiles(UNREADABLE, "certificates").lines(options.certificates(), false);
        return parts.stream().map(part -> new Voucher("appended",
                Uncoverable.anyIsNamed(options.uncovered(), part) ? Voucher.Answer.UNCOVERED : Voucher.Answer.VOUCHES, by)).toList();
    }

    private Verdict verdict(FetchedPart part, Companions companions, FirmwarePath path) {
        var refusals = new Refusals(CODES, part, part.uri().toString());
        String making = SIGNING.replace("FILE", part.fileName());
        try {
            Optional<AppendedSignature> appended = AppendedSignature.parse(part.content());
            if (appended.isPresent()) {
                MemorySegment content = appended.get().content();
                return new Verdict.Trusted("appended " + by(appended.get().signature(), Signed.of(List.of(content)), path),
                        Optional.of(content));
            }
            for (String name : companions(part)) {
                if (companions.of(part, name) instanceof Companion.Found(MemorySegment signature)) {
                    return new Verdict.Trusted("appended " + by(signature.toArray(ValueLayout.JAVA_BYTE), Signed.of(part), path));
                }
            }
            return Uncoverable.anyIs(options.uncovered(), part)
                    ? new Verdict.Trusted(Verdict.Trusted.UNCOVERED)
                    : refusals.unsigned("nothing is appended to it", making);
        } catch (MalformedException e) {
            return refusals.malformed(e, making);
        } catch (UntrustedException e) {
            return refusals.untrusted(e);
        }
    }

    /** All signers must be right. */
    private static String by(byte[] signature, Signed content, FirmwarePath path) throws MalformedException, UntrustedException {
        SignedMessage message = SignedMessage.parse(signature);
        var by = new ArrayList<String>();
        for (SignerInformation signer : message.signers()) {
            X509Certificate certificate = message.certificate(signer, path.trusted());
            SignedMessage.check(signer, certificate, content, DATA);
            path.check(certificate, message.certificates());
            by.add(FirmwarePath.shown(certificate));
        }
        return String.join(" and ", by);
    }
}
