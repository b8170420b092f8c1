package org.example.compose;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/** What a profile may set in {@code [link]}; the card's own options are in {@code [link.virtio-ccw]}. */
@Options
public record LossyOptions(@Default("10") @Summary("loses each frame of this number") int every) {
    public LossyOptions {
        every = Math.max(2, every);
    }
}
