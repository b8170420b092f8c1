package io.strapwork.trust.compose;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import java.util.List;

/** Options of {@link AllVerifier} and {@link AnyVerifier}. */
@Options
public record OfOptions(
        @Summary("ids of the verifiers to ask; the options of each are in a section named after it, such as [trust.openpgp]") List<String> of) {
    public OfOptions {
        of = List.copyOf(of);
        if (of.isEmpty()) {
            throw wrong("no verifiers are named", "write of = [\"openpgp\", \"digest\"]");
        }
        if (of.contains("none")) {
            throw wrong("\"none\" verifies nothing", "remove it; to let single parts pass, set uncovered in the sections of the others");
        }
        if (of.stream().distinct().count() < of.size()) {
            throw wrong("a verifier is named twice", "name each once");
        }
    }

    private static RuntimeException wrong(String what, String hint) {
        return new Problem("SW-T709", Blame.USER, "trust.of", what, hint).asException();
    }
}
