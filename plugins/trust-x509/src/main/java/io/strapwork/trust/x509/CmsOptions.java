package io.strapwork.trust.x509;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import io.strapwork.api.trust.CompanionPattern;
import io.strapwork.api.trust.Uncoverable;
import java.nio.file.Path;
import java.util.List;

/** Options of {@link CmsVerifier}. */
@Options
public record CmsOptions(
        @Summary("files with the certificates of the authorities to trust, in PEM or DER") List<Path> ca,
        @Summary("files with revocation lists, in PEM or DER; with any, each authority on the way to a signer needs one") List<Path> crl,
        @Summary("where a part's detached signature is, tried in order; {part} is the part's file name; default: {part}.sig and {part}.p7s") List<String> signature,
        @Summary("parts that may lack a signature: initrd, device-tree, menu, command-line") List<Uncoverable> uncovered) {
    private static final String WRONG = "SW-T409";

    public CmsOptions {
        ca = List.copyOf(ca);
        crl = List.copyOf(crl);
        signature = signature.isEmpty() ? List.of("{part}.sig", "{part}.p7s") : List.copyOf(signature);
        uncovered = List.copyOf(uncovered);
        CompanionPattern.fault(signature, WRONG).ifPresent(problem -> {
            throw problem.asException();
        });
        if (ca.isEmpty()) {
            throw wrong("ca", "no certificates are named", "name the authority's certificate: ca = [\"ca.pem\"]");
        }
    }

    private static RuntimeException wrong(String key, String what, String hint) {
        return new Problem(WRONG, Blame.USER, "trust." + key, what, hint).asException();
    }
}
