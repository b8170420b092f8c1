package io.strapwork.trust.openpgp;

import io.strapwork.api.fetch.ContentDigests;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.IssuerFingerprint;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;

/** Compares signatures with what they are said to sign: by digests that were made beside its fetch where they are there, else in a pass over it. */
final class SignatureCheck {
    /** What becomes of one signature. */
    enum Outcome {
        GOOD, WRONG, UNKNOWN_KEY, NOT_VALID, WEAK
    }

    /**
     * One signature's.
     *
     * @param key  the fingerprint of the key that has made it, or its id when that is all it says; upper-case hexadecimal
     * @param told of a good one who the key's owner is; of another the reason
     */
    record Result(Outcome outcome, String key, String told) {}

    private static final int PIECE = 1 << 16;
    /** That the signer's clock may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final Set<Integer> STRONG = Set.of(HashAlgorithmTags.SHA224, HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512);

    private final KeyRing keys;
    private final Instant now;

    SignatureCheck(KeyRing keys, Instant now) {
        this.keys = keys;
        this.now = now;
    }

    /** Of each signature, in order. */
    List<Result> results(SignatureFile file, SignedBytes signed) {
        var begun = new ArrayList<Begun>();
        for (PGPSignature each : file.signatures()) {
            begun.add(begin(each, signed));
        }
        List<PGPSignature> reading = begun.stream().filter(each -> each.early().isEmpty() && !goesOn(each.signature()))
                .map(Begun::signature).toList();
        if (!reading.isEmpty()) {
            byte[] piece = new byte[(int) Math.min(PIECE, signed.content().byteSize())];
            for (long at = 0; at < signed.content().byteSize(); at += piece.length) {
                int length = (int) Math.min(piece.length, signed.content().byteSize() - at);
                MemorySegment.copy(signed.content(), ValueLayout.JAVA_BYTE, at, piece, 0, length);
                reading.forEach(each -> each.update(piece, 0, length));
            }
        }
        return begun.stream().map(each -> each.early().orElseGet(() -> end(each))).toList();
    }

    /** With the digest of the content as it is. A text's is of lines with other ends. */
    private static boolean goesOn(PGPSignature signature) {
        return signature.getSignatureType() == PGPSignature.BINARY_DOCUMENT
                && ContentVerifiers.continues(signature.getKeyAlgorithm(), signature.getHashAlgorithm());
    }

    /** How many different keys have signed well. */
    static long good(List<Result> results) {
        return results.stream().filter(result -> result.outcome() == Outcome.GOOD).map(Result::key).distinct().count();
    }

    /** A signature whose digest is being made, unless its result is there already. */
    private record Begun(PGPSignature signature, Optional<KeyRing.Found> key, Optional<Result> early) {
        static Begun ended(PGPSignature signature, Outcome outcome, String told) {
            return new Begun(signature, Optional.empty(), Optional.of(new Result(outcome, hex(signature), told)));
        }
    }

    private Begun begin(PGPSignature signature, SignedBytes signed) {
        int type = signature.getSignatureType();
        if (type != PGPSignature.CANONICAL_TEXT_DOCUMENT && (signed.text() || type != PGPSignature.BINARY_DOCUMENT)) {
            return Begun.ended(signature, Outcome.WRONG,
                    "it is of type 0x" + Integer.toHexString(type) + ", which is not over a " + (signed.text() ? "text" : "file"));
        }
        Optional<KeyRing.Found> key = signer(signature);
        if (key.isEmpty()) {
            return Begun.ended(signature, Outcome.UNKNOWN_KEY, "");
        }
        if (!STRONG.contains(signature.getHashAlgorithm())) {
            return Begun.ended(signature, Outcome.WEAK, "its digest is " + hash(signature.getHashAlgorithm()) + ", which can be forged");
        }
        try {
            signature.init(new ContentVerifiers(goesOn(signature) ? signed.digests()::begun : ContentDigests::digest), key.get().key());
            return new Begun(signature, key, Optional.empty());
        } catch (PGPException | RuntimeException e) {
            return Begun.ended(signature, Outcome.WRONG, "its algorithm is not that of the key");
        }
    }

    /** By its fingerprint. A signature that gives the key's id alone is of the first key with that: of two, which collide on purpose, one is refused. */
    private Optional<KeyRing.Found> signer(PGPSignature signature) {
        IssuerFingerprint issuer = signature.getHashedSubPackets().getIssuerFingerprint();
        return keys.find(signature.getKeyID()).stream()
                .filter(found -> issuer == null || found.key().hasFingerprint(issuer.getFingerprint())).findFirst();
    }

    private Result end(Begun begun) {
        PGPSignature signature = begun.signature();
        KeyRing.Found key = begun.key().orElseThrow();
        String fingerprint = HexFormat.of().withUpperCase().formatHex(key.key().getFingerprint());
        try {
            if (!signature.verify()) {
                return new Result(Outcome.WRONG, fingerprint, "it is not of these bytes");
            }
        } catch (PGPException | RuntimeException e) {
            return new Result(Outcome.WRONG, fingerprint, "its numbers make no signature");
        }
        var state = new KeyState(key);
        Instant made = signature.getCreationTime().toInstant();
        long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        if (made.isAfter(now.plus(AHEAD))) {
            return new Result(Outcome.NOT_VALID, fingerprint, "the signature is of " + made + ", and now it is " + now);
        }
        if (seconds != 0 && !now.isBefore(made.plusSeconds(seconds))) {
            return new Result(Outcome.NOT_VALID, fingerprint, "the signature expired on " + made.plusSeconds(seconds));
        }
        return state.objection(made, now).map(its -> new Result(its.weak() ? Outcome.WEAK : Outcome.NOT_VALID, fingerprint, its.what()))
                .orElseGet(() -> new Result(Outcome.GOOD, fingerprint, state.owner()));
    }

    private static String hex(PGPSignature signature) {
        IssuerFingerprint issuer = signature.getHashedSubPackets().getIssuerFingerprint();
        return issuer == null
                ? String.format(Locale.ROOT, "%016X", signature.getKeyID())
                : HexFormat.of().withUpperCase().formatHex(issuer.getFingerprint());
    }

    private static String hash(int algorithm) {
        return switch (algorithm) {
            case HashAlgorithmTags.MD5 -> "MD5";
            case HashAlgorithmTags.SHA1 -> "SHA-1";
            case HashAlgorithmTags.RIPEMD160 -> "RIPEMD-160";
            default -> "algorithm " + algorithm;
        };
    }
}
