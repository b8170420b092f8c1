package io.strapwork.trust.openpgp;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import io.strapwork.api.trust.CompanionPattern;
import io.strapwork.api.trust.Uncoverable;
import java.nio.file.Path;
import java.util.List;

/** Options of {@link OpenPgpVerifier}. */
@Options
public record OpenPgpOptions(
        @Summary("files with the public keys to trust, as \"gpg --export\" writes them, armored or not") List<Path> keys,
        @Summary("where a part's detached signature is, tried in order; {part} is the part's file name; default: {part}.sig, {part}.asc and {part}.gpg") List<String> signature,
        @Default("1") @Min("1") @Max("16") @Summary("how many of the keys must have signed each part") int require,
        @Summary("parts that may lack a signature: initrd, device-tree, menu, command-line") List<Uncoverable> uncovered) {
    private static final List<String> USUAL = List.of("{part}.sig", "{part}.asc", "{part}.gpg");

    private static final String WRONG = "SW-T209";

    public OpenPgpOptions {
        keys = List.copyOf(keys);
        signature = signature.isEmpty() ? USUAL : List.copyOf(signature);
        uncovered = List.copyOf(uncovered);
        CompanionPattern.fault(signature, WRONG).ifPresent(problem -> {
            throw problem.asException();
        });
        if (keys.isEmpty()) {
            throw wrong("keys", "no keys are named", "export the signer's public key: gpg --export --armor NAME > signer.asc");
        }
    }

    private static RuntimeException wrong(String key, String what, String hint) {
        return new Problem(WRONG, Blame.USER, "trust." + key, what, hint).asException();
    }
}
