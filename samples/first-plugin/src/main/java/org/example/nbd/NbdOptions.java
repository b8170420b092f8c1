package org.example.nbd;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;

/** What a profile may set in {@code [fetch.nbd]}. */
@Options
public record NbdOptions(@Default("15s") @Summary("how long to wait for a connection, and for the next bytes") Duration patience) {
    public NbdOptions {
        if (patience.isNegative() || patience.isZero() || patience.toDays() > 1) {
            throw new Problem("SW-F900", Blame.USER, "fetch.nbd.patience", "patience must be more than 0s and at most a day", "")
                    .asException();
        }
    }
}
