package io.strapwork.driver.virtio.pci;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.driver.virtio.blk.BlkFeature;
import java.time.Duration;
import java.util.List;

/** Options of {@code virtio-blk-pci}. */
@Options
public record VirtioBlkPciOptions(
        @Summary("the disks to open, such as 00:06.0, in this order; default: all virtio block devices") List<String> devices,
        @Default("30s") @Min("1ms") @Max("1h") @Summary("how long a request may take") Duration patience,
        @Summary("features not to negotiate: size_max, seg_max, geometry, ro, blk_size") List<BlkFeature> without) {
    public VirtioBlkPciOptions {
        devices = List.copyOf(devices);
        without = List.copyOf(without);
    }

    /** What a profile gets that says nothing. */
    public static VirtioBlkPciOptions standard() {
        return new VirtioBlkPciOptions(List.of(), Duration.ofSeconds(30), List.of());
    }
}
