package io.strapwork.trust.x509;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import io.strapwork.api.trust.Uncoverable;
import java.nio.file.Path;
import java.util.List;

/** Options of {@link AuthenticodeVerifier}. */
@Options
public record AuthenticodeOptions(
        @Summary("files with the certificates and digests to trust: PEM, DER, or UEFI signature lists (db)") List<Path> db,
        @Summary("files with certificates and digests that are denied: PEM, DER, or UEFI signature lists (dbx, dbxupdate.bin)") List<Path> dbx,
        @Summary("parts that may lack a signature: initrd, device-tree, menu, command-line") List<Uncoverable> uncovered) {
    public AuthenticodeOptions {
        db = List.copyOf(db);
        dbx = List.copyOf(dbx);
        uncovered = List.copyOf(uncovered);
        if (db.isEmpty()) {
            throw new Problem("SW-T509", Blame.USER, "trust.db", "no certificates are named",
                    "name the signer's certificate: db = [\"db.pem\"]").asException();
        }
    }
}
