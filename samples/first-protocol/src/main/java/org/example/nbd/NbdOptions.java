package org.example.nbd;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;

/** Options of {@link NbdProtocol}. */
@Options
public record NbdOptions(@Default("15s") @Summary("how long to wait for a connection, and for the next bytes") Duration patience,
        @Default("1h") @Summary("how long a whole image may take") Duration totalTime,
        @Default("3") @Summary("connections that may fail one after another without bringing anything") int attempts,
        @Default("1s") @Summary("pause before the second connection; it doubles with each further one") Duration backoff,
        @Default("256KiB") @Summary("bytes to ask for at once, as far as the server's block sizes allow") ByteSize requestBytes,
        @Default("4") @Summary("requests that may be under way at once") int requests) {
    static final long MOST_BYTES = 16 << 20;

    public NbdOptions {
        positive("patience", patience);
        positive("total-time", totalTime);
        inside("attempts", attempts, 1, 100);
        if (backoff.isNegative() || backoff.toDays() > 1) {
            throw wrong("backoff", "between 0s and a day");
        }
        inside("request-bytes", requestBytes.bytes(), 1, MOST_BYTES);
        inside("requests", requests, 1, 64);
        if (requestBytes.bytes() * requests > MOST_BYTES) {
            throw wrong("requests", "at most " + MOST_BYTES / requestBytes.bytes() + " with such request-bytes");
        }
    }

    private static void inside(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw wrong(key, "between " + least + " and " + most);
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero() || value.toDays() > 365) {
            throw wrong(key, "more than 0s and at most a year");
        }
    }

    private static RuntimeException wrong(String key, String allowed) {
        return new Problem("SW-F910", Blame.USER, "fetch.nbd." + key, key + " must be " + allowed, "").asException();
    }
}
