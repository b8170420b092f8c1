package io.strapwork.runtime.walk;

import io.strapwork.api.load.FileKind;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.ExcludedLoader;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.catalogue.Magic;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the loader whose magic bytes the kernel has. */
final class LoaderChoice {
    private static final String UNKNOWN_FORMAT = "SW-I110";

    private LoaderChoice() {}

    /**
     * The first candidate that fits.
     *
     * @param excluded loaders that might have fitted, and why they were not asked; only wanted when none fits
     * @throws io.strapwork.api.plugin.StrapworkException when there is none
     */
    static LoaderCandidate choose(List<LoaderCandidate> candidates, Supplier<List<ExcludedLoader>> excluded, VerifiedPart kernel) {
        var known = new ArrayList<String>();
        Optional<LoaderCandidate> found = find(candidates, kernel.content());
        if (found.isPresent()) {
            return found.get();
        }
        candidates.forEach(candidate -> known.add(candidate.id()));
        String where = kernel.fetched().uri().toString();
        String asked = "loaders asked: " + String.join(", ", known);
        for (ExcludedLoader other : excluded.get()) {
            if (other.magics().stream().anyMatch(magic -> Magic.matches(magic, kernel.content()))) {
                throw new Problem(UNKNOWN_FORMAT, Blame.USER, where,
                        "loader \"" + other.id() + "\" reads this kernel, but " + other.reason(),
                        other.advice() + "; " + asked).asException();
            }
        }
        throw FileKind.of(kernel.content())
                .map(kind -> new Problem(UNKNOWN_FORMAT, Blame.USER, where, "the kernel is " + kind.name() + ", which no loader here reads",
                        kind.advice() + "; " + asked))
                .orElseGet(() -> new Problem(UNKNOWN_FORMAT, Blame.USER, where, "no loader recognises this image format",
                        "it begins with " + beginning(kernel.content()) + "; " + asked))
                .asException();
    }

    static Optional<LoaderCandidate> find(List<LoaderCandidate> candidates, MemorySegment kernel) {
        return candidates.stream().filter(candidate -> candidate.magics().isEmpty()
                || candidate.magics().stream().anyMatch(magic -> Magic.matches(magic, kernel))).findFirst();
    }

    private static String beginning(MemorySegment content) {
        return HexFormat.ofDelimiter(" ").formatHex(content.asSlice(0, Math.min(8, content.byteSize())).toArray(ValueLayout.JAVA_BYTE));
    }
}
