package org.example.compose;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/** What a profile may set in {@code [link]}; the card's own options are in {@code [link.virtio-ccw]}. */
@Options
public record LossyOptions(@Default("10") @Min("2") @Max("1000000") @Summary("loses each frame of this number") int every) {}
