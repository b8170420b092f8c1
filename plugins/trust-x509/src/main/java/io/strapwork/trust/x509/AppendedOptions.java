package io.strapwork.trust.x509;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import io.strapwork.api.trust.Uncoverable;
import java.nio.file.Path;
import java.util.List;

/** Options of {@link AppendedVerifier}. */
@Options
public record AppendedOptions(
        @Summary("files with the certificates to trust, in PEM or DER: the signers' own, or their authorities'") List<Path> certificates,
        @Summary("files with certificates that are denied: PEM, DER, or UEFI signature lists") List<Path> denied,
        @Summary("parts that may lack a signature: initrd, device-tree, menu, command-line") List<Uncoverable> uncovered) {
    public AppendedOptions {
        certificates = List.copyOf(certificates);
        denied = List.copyOf(denied);
        uncovered = List.copyOf(uncovered);
        if (certificates.isEmpty()) {
            throw new Problem("SW-T609", Blame.USER, "trust.certificates", "no certificates are named",
                    "name the signer's certificate: certificates = [\"kernel.pem\"]").asException();
        }
    }
}
