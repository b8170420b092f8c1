package io.strapwork.runtime.walk;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.LoaderCandidate;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the loader whose magic bytes the kernel has. */
final class LoaderChoice {
    private static final long SHOWN = 8;

    private LoaderChoice() {}

    /** The first candidate that fits. @throws io.strapwork.api.plugin.StrapworkException when there is none */
    static LoaderCandidate choose(List<LoaderCandidate> candidates, VerifiedPart kernel) {
        return candidates.stream().filter(candidate -> candidate.recognises(kernel.content())).findFirst().orElseThrow(() -> {
            byte[] head = kernel.content().asSlice(0, Math.min(SHOWN, kernel.content().byteSize())).toArray(ValueLayout.JAVA_BYTE);
            String asked = candidates.stream().map(LoaderCandidate::id).collect(Collectors.joining(", "));
            return new Problem("SW-I110", Blame.USER, kernel.fetched().uri().toString(), "no loader knows this image format", "it begins with " + HexFormat
                    .ofDelimiter(" ").formatHex(head) + "; loaders asked: " + asked).asException();
        });
    }
}
