package io.strapwork.trust.openpgp;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionPattern;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.DigestingVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.VoucherSurvey;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Trusts what the profile's keys have signed: by a detached signature beside it, or, of a clear-signed text, by the one in it.
 *
 * <p>All signatures of a file are looked at. One that is wrong refuses the part whatever the others say; those by keys that the profile does not name, expired ones and weak ones don't count.
 */
@VerifierPlugin(id = "openpgp")
public final class OpenPgpVerifier implements CompanionVerifier, MenuVerifier, DigestingVerifier, VoucherSurvey {
    /** Of a text in memory, which is copied some times. */
    private static final long LONGEST_TEXT = 16L << 20;
    private static final int HEAD = 64;
    private final OpenPgpOptions options;
    private final BootClock clock;

    @Inject
    public OpenPgpVerifier(OpenPgpOptions options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public List<String> companions(FetchedPart part) {
        return options.signature().stream().map(place -> new CompanionPattern(place).name(part)).toList();
    }

    /** With RSA, GnuPG signs a SHA-512. */
    @Override
    public Set<String> digests() {
        return Set.of("SHA-512");
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
        if (parts.isEmpty()) {
            return List.of();
        }
        var check = new SignatureCheck(KeyRing.read(options.keys()), clock.now());
        return parts.stream().map(part -> verdict(part, companions, check)).toList();
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        var by = new ArrayList<String>();
        if (options.require() > 1) {
            by.add(options.require() + " of these keys:");
        }
        options.keys().forEach(file -> by.addAll(KeyRing.lines(file)));
        return parts.stream().map(part -> new Voucher("openpgp",
                Uncoverable.anyIsNamed(options.uncovered(), part) ? Voucher.Answer.UNCOVERED : Voucher.Answer.VOUCHES, by)).toList();
    }

    private Verdict verdict(FetchedPart part, Companions companions, SignatureCheck check) {
        byte[] head = bytes(part.content().asSlice(0, Math.min(HEAD, part.bytes())));
        boolean clear = ClearSigned.isIt(head);
        if (clear && part.bytes() <= LONGEST_TEXT) {
            return clearSigned(part, check);
        }
        for (String name : companions(part)) {
            if (companions.of(part, name) instanceof Companion.Found(MemorySegment signature)) {
                return detached(part, new Refusals(part, Companions.place(part, name).toString()), bytes(signature), check);
            }
        }
        if (clear) {
            return new Refusals(part, part.uri().toString()).tooLong(LONGEST_TEXT);
        }
        return Uncoverable.anyIs(options.uncovered(), part)
                ? new Verdict.Trusted(Verdict.Trusted.UNCOVERED)
                : new Refusals(part, part.uri().toString()).unsigned(companions(part));
    }

    private Verdict clearSigned(FetchedPart part, SignatureCheck check) {
        var refusals = new Refusals(part, part.uri().toString());
        try {
            ClearSigned text = ClearSigned.parse(bytes(part.content()));
            List<SignatureCheck.Result> results = check.results(SignatureFile.packets(text.signature()),
                    SignedBytes.clear(text.signed()));
            return verdict(results, refusals, Optional.of(MemorySegment.ofArray(text.text()).asReadOnly()));
        } catch (MalformedException e) {
            return refusals.malformed(e);
        }
    }

    private Verdict detached(FetchedPart part, Refusals refusals, byte[] signature, SignatureCheck check) {
        try {
            return verdict(check.results(SignatureFile.parse(signature), SignedBytes.of(part)), refusals, Optional.empty());
        } catch (MalformedException e) {
            return refusals.malformed(e);
        }
    }

    private Verdict verdict(List<SignatureCheck.Result> results, Refusals refusals, Optional<MemorySegment> content) {
        Optional<SignatureCheck.Result> wrong = results.stream().filter(each -> each.outcome() == SignatureCheck.Outcome.WRONG).findFirst();
        if (wrong.isPresent()) {
            return refusals.wrong(wrong.get());
        }
        if (SignatureCheck.good(results) < options.require()) {
            return refusals.tooFew(results, options.require());
        }
        List<String> by = results.stream().filter(each -> each.outcome() == SignatureCheck.Outcome.GOOD)
                .map(each -> each.key() + (each.told().isEmpty() ? "" : " (" + Printable.text(each.told(), 100) + ")")).distinct().toList();
        return new Verdict.Trusted("openpgp " + String.join(", ", by), content);
    }

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
}
