package io.strapwork.runtime.walk;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.catalogue.Magic;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Finds the loader whose magic bytes the kernel has. */
final class LoaderChoice {
    private LoaderChoice() {}

    /** The first candidate that fits. @throws io.strapwork.api.plugin.StrapworkException when there is none */
    static LoaderCandidate choose(List<LoaderCandidate> candidates, VerifiedPart kernel) {
        var known = new ArrayList<String>();
        for (LoaderCandidate candidate : candidates) {
            if (candidate.magics().isEmpty() || candidate.magics().stream().anyMatch(magic -> Magic.matches(magic, kernel.content()))) {
                return candidate;
            }
            known.add(candidate.id());
        }
        byte[] head = kernel.content().asSlice(0, Math.min(8, kernel.content().byteSize())).toArray(ValueLayout.JAVA_BYTE);
        throw new Problem("SW-I110", Blame.USER, kernel.fetched().uri().toString(), "no loader knows this image format",
                "it begins with " + HexFormat.ofDelimiter(" ").formatHex(head) + "; loaders asked: " + String.join(", ", known))
                .asException();
    }
}
