package ${package};

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import jakarta.inject.Inject;
import java.util.List;

/** Says whether what was fetched may be booted; put your rule here. This one knows the length and the SHA-256 of each part. */
@VerifierPlugin(id = "${id}")
public final class ${className}Verifier implements ImageVerifier {
    private final ${className}Options options;

    @Inject
    public ${className}Verifier(${className}Options options) {
        this.options = options;
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts) {
        return parts.stream().map(this::verdict).toList();
    }

    private Verdict verdict(FetchedPart part) {
        String found = part.bytes() + " " + part.sha256();
        if (found.equals(options.parts().get(part.name()))) {
            return new Verdict.Trusted("${id}");
        }
        return new Verdict.Refused(new Problem("SW-T900", Blame.PEER, part.uri().toString(), "nobody vouches for \"" + part.name() + "\"",
                "if it is the right file, add to [trust.parts]:  " + part.name() + " = \"" + found + "\""));
    }
}
