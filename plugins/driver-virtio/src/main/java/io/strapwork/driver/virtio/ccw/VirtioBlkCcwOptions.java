package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.driver.virtio.blk.BlkFeature;
import java.time.Duration;
import java.util.List;

/** Options of {@code virtio-blk-ccw}. */
@Options
public record VirtioBlkCcwOptions(
        @Summary("the disks to open, such as fe.0.0002, in this order; default: all virtio block devices") List<String> devices,
        @Default("2") @Min("0") @Max("2") @Summary("highest virtio-ccw revision to use, 0 to 2") int revision,
        @Default("30s") @Min("1ms") @Max("1h") @Summary("how long a request may take") Duration patience,
        @Summary("features not to negotiate: size_max, seg_max, geometry, ro, blk_size") List<BlkFeature> without) {
    public VirtioBlkCcwOptions {
        devices = List.copyOf(devices);
        without = List.copyOf(without);
    }

    /** What a profile gets that says nothing. */
    public static VirtioBlkCcwOptions standard() {
        return new VirtioBlkCcwOptions(List.of(), 2, Duration.ofSeconds(30), List.of());
    }
}
