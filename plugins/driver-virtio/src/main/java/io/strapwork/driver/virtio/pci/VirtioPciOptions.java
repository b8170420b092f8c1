package io.strapwork.driver.virtio.pci;

import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.driver.virtio.net.NetFeature;
import java.util.List;
import java.util.Optional;

/** Options of {@code virtio-pci}. */
@Options
public record VirtioPciOptions(
        @Summary("the device to drive, such as 00:05.0; default: the first virtio network device") Optional<String> device,
        @Summary("features not to negotiate: mtu, mac, mrg_rxbuf, status, event_idx") List<NetFeature> without) {}
