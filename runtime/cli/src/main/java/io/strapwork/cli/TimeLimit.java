package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.OptionBounds;
import io.strapwork.runtime.catalogue.Bounds;
import java.time.Duration;

/** What {@code --timeout} says. */
final class TimeLimit {
    private static final Bounds TIME = Bounds.of("1ms", "168h");

    private TimeLimit() {}

    /** @throws StrapworkException SW-P203 */
    static Duration parse(String text) {
        try {
            return OptionBounds.duration(text, TIME);
        } catch (IllegalArgumentException e) {
            throw new StrapworkException(new Problem("SW-P203", Blame.USER, "--timeout", String.valueOf(e.getMessage()), ""), e);
        }
    }
}
