package org.example.nbd;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;

/** Options of {@link NbdProtocol}. */
@Options
public record NbdOptions(@Default("15s") @Min("1ms") @Max("24h") @Summary("how long to wait for a connection, and for the next bytes") Duration patience,
        @Default("1h") @Min("1ms") @Max("168h") @Summary("how long a whole image may take") Duration totalTime,
        @Default("3") @Min("1") @Max("100") @Summary("connections that may fail one after another without bringing anything") int attempts,
        @Default("1s") @Min("0s") @Max("24h") @Summary("pause before the second connection; it doubles with each further one") Duration backoff,
        @Default("256KiB") @Min("1B") @Max("16MiB") @Summary("bytes to ask for at once, as far as the server's block sizes allow") ByteSize requestBytes,
        @Default("4") @Min("1") @Max("64") @Summary("requests that may be under way at once") int requests) {
    static final long MOST_BYTES = 16 << 20;

    public NbdOptions {
        if (requestBytes.bytes() * requests > MOST_BYTES) {
            throw new Problem("SW-F910", Blame.USER, "fetch.nbd.requests",
                    "requests must be at most " + MOST_BYTES / requestBytes.bytes() + " with such request-bytes", "").asException();
        }
    }
}
