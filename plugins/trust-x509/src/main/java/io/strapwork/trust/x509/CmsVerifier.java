package io.strapwork.trust.x509;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionPattern;
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
import org.bouncycastle.cms.SignerInformation;

/** Trusts what a detached CMS signature beside it vouches for, as {@code openssl cms -sign -binary} and iPXE's {@code imgverify} have it. All of its signers must be right, and for signing code. */
@VerifierPlugin(id = "cms")
public final class CmsVerifier implements CompanionVerifier, MenuVerifier, VoucherSurvey {
    private static final String UNREADABLE = "SW-T401";
    private static final Refusals.Codes CODES = new Refusals.Codes("ca", "SW-T402", "SW-T403", "SW-T404", "SW-T405", "SW-T406", "SW-T407");
    private static final String DATA = "1.2.840.113549.1.7.1";
    private final CmsOptions options;
    private final BootClock clock;

    @Inject
    public CmsVerifier(CmsOptions options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public List<String> companions(FetchedPart part) {
        return options.signature().stream().map(place -> new CompanionPattern(place).name(part)).toList();
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
        if (parts.isEmpty()) {
            return List.of();
        }
        var path = new PkixPath(new TrustFiles(UNREADABLE, "ca").certificates(options.ca()),
                new TrustFiles(UNREADABLE, "crl").revocations(options.crl()), clock.now());
        return parts.stream().map(part -> verdict(part, companions, path)).toList();
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        List<String> by = new TrustFiles(UNREADABLE, "ca").lines(options.ca(), false);
        return parts.stream().map(part -> new Voucher("cms",
                Uncoverable.anyIsNamed(options.uncovered(), part) ? Voucher.Answer.UNCOVERED : Voucher.Answer.VOUCHES, by)).toList();
    }

    private Verdict verdict(FetchedPart part, Companions companions, PkixPath path) {
        for (String name : companions(part)) {
            if (companions.of(part, name) instanceof Companion.Found(MemorySegment signature)) {
                return verdict(part, new Refusals(CODES, part, Companions.place(part, name).toString()),
                        signature.toArray(ValueLayout.JAVA_BYTE), path);
            }
        }
        return Uncoverable.anyIs(options.uncovered(), part)
                ? new Verdict.Trusted(Verdict.Trusted.UNCOVERED)
                : new Refusals(CODES, part, part.uri().toString())
                        .unsigned("looked for " + String.join(", ", companions(part)) + " beside it",
                                making(part) + "\nor name its place: signature = \"…\"");
    }

    private static String making(FetchedPart part) {
        return "sign it: openssl cms -sign -binary -noattr -in " + part.fileName()
                + " -signer cert.pem -inkey key.pem -certfile chain.pem -outform DER -out "
                + part.fileName() + ".sig";
    }

    private static Verdict verdict(FetchedPart part, Refusals refusals, byte[] file, PkixPath path) {
        try {
            SignedMessage message = SignedMessage.parse(der(file));
            var by = new ArrayList<String>();
            for (SignerInformation signer : message.signers()) {
                X509Certificate certificate = message.certificate(signer, path.roots());
                SignedMessage.check(signer, certificate, Signed.of(part), DATA);
                path.check(certificate, message.certificates());
                by.add(FirmwarePath.shown(certificate));
            }
            return new Verdict.Trusted("cms " + String.join(" and ", by));
        } catch (MalformedException e) {
            return refusals.malformed(e, making(part));
        } catch (UntrustedException e) {
            return refusals.untrusted(e);
        }
    }

    private static byte[] der(byte[] file) throws MalformedException {
        if (!Pem.isPem(file)) {
            return file;
        }
        List<Pem> blocks = Pem.blocks(file);
        if (blocks.size() != 1 || !List.of("CMS", "PKCS7", "PKCS #7 SIGNED DATA").contains(blocks.getFirst().label())) {
            throw new MalformedException("its PEM holds "
                    + (blocks.size() == 1 ? "a " + blocks.getFirst().label() : blocks.size() + " blocks") + ", not one CMS");
        }
        return blocks.getFirst().content();
    }
}
