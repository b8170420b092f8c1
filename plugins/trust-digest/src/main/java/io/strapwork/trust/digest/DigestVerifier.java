package io.strapwork.trust.digest;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trusts exactly the bytes whose digests the profile states: SHA-256 or SHA-512 of each part. A part without a digest is refused.
 *
 * <p>A digest of a part that is not fetched can't be told by a verdict on a part; it ends the verification with all refusals.
 */
@VerifierPlugin(id = "digest")
public final class DigestVerifier implements ImageVerifier {
    private static final long CHUNK_BYTES = 1 << 20;
    private final Map<String, String> stated;

    @Inject
    public DigestVerifier(DigestOptions options) {
        this.stated = options.parts();
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts) {
        List<Verdict> verdicts = parts.stream().map(this::verdict).toList();
        var unused = new TreeMap<>(stated);
        parts.forEach(part -> unused.remove(part.name()));
        if (!unused.isEmpty()) {
            var problems = new ArrayList<Problem>();
            unused.keySet().forEach(name -> problems
                    .add(problem("SW-T103", "trust." + name, "there is a digest for \"" + name + "\", but no such part is fetched",
                            "add fetch." + name + " to the profile, or remove trust." + name)));
            for (Verdict verdict : verdicts) {
                if (verdict instanceof Verdict.Refused(Problem refusal)) {
                    problems.add(refusal);
                }
            }
            throw new StrapworkException(problems, null);
        }
        return verdicts;
    }

    private Verdict verdict(FetchedPart part) {
        String text = stated.get(part.name());
        if (text == null) {
            return new Verdict.Refused(problem("SW-T101", "trust." + part.name(),
                    "no digest is stated for \"" + part.name() + "\", which came from " + part.uri(),
                    "if this file is the right one, add to [trust]:  " + part.name() + " = \"sha256:" + part.sha256() + "\""));
        }
        Optional<StatedDigest> digest = StatedDigest.parse(text);
        if (digest.isEmpty()) {
            return new Verdict.Refused(problem("SW-T102", "trust." + part.name(), "\"" + text + "\" is not a digest",
                    "write sha256: and 64, or sha512: and 128 hexadecimal digits"));
        }
        StatedDigest expected = digest.get();
        String found = expected.id().equals("sha256") ? part.sha256() : digest(part.content(), expected.algorithm());
        if (found.equals(expected.hex())) {
            return new Verdict.Trusted(expected.id());
        }
        return new Verdict.Refused(new Problem("SW-T104", Blame.PEER, part.uri().toString(),
                "\"" + part.name() + "\" of " + part.bytes() + " bytes is not the file that the profile states",
                "stated: " + expected.id() + ":" + expected.hex() + "\nfound:  " + expected.id() + ":" + found
                        + "\nthe server has another version of the file, or somebody changed it; update trust." + part.name()
                        + " only if you know why"));
    }

    private static String digest(MemorySegment content, String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (long at = 0; at < content.byteSize(); at += CHUNK_BYTES) {
                digest.update(content.asSlice(at, Math.min(CHUNK_BYTES, content.byteSize() - at)).asByteBuffer());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static Problem problem(String code, String where, String what, String hint) {
        return new Problem(code, Blame.USER, where, what, hint);
    }
}
