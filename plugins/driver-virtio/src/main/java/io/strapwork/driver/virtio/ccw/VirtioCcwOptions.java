package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.driver.virtio.net.NetFeature;
import java.util.List;
import java.util.Optional;

/** Options of {@code virtio-ccw}. */
@Options
public record VirtioCcwOptions(
        @Summary("the device to drive, such as fe.0.0001; default: the first virtio network device") Optional<String> device,
        @Default("2") @Min("0") @Max("2") @Summary("highest virtio-ccw revision to use, 0 to 2") int revision,
        @Summary("features not to negotiate: mtu, mac, mrg_rxbuf, status, event_idx") List<NetFeature> without) {}
