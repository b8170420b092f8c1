package io.strapwork.machine.embedded;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.network.gateway.GatewayOptions;
import java.util.List;

/**
 * What a profile may say of the embedded machine, besides what every machine is asked for.
 */
@Options
public record EmbeddedOptions(GatewayOptions gateway,
        @Default("52:54:00:12:34:56") @Summary("Ethernet address of the network card") String mac,
        @Default("1") @Min("0") @Max("65535") @Summary("Device number of the card on a channel subsystem, 0 to 65535") int deviceNumber,
        @Default("0") @Min("0") @Max("3") @Summary("Subchannel set of the card on a channel subsystem, 0 to 3") int subchannelSet,
        @Default("5") @Min("1") @Max("31") @Summary("Device of the card on PCI bus 0, 1 to 31") int slot,
        @Default("false") @Summary("Whether the card on PCI shows the transitional device ID 1000") boolean transitional,
        @Default("256") @Min("2") @Max("32768") @Summary("Descriptors in each ring of the card, a power of two, 2 to 32768") int queueSize,
        @Summary("Virtio features that the card does not offer, such as mrg-rxbuf, event-idx, mtu") List<String> withhold) {

    private static final int ETHERNET_MTU = 1500;

    public EmbeddedOptions {
        withhold = List.copyOf(withhold);
    }

    /** A guest that is not offered the MTU takes it that Ethernet's 1500 bytes are all there is. */
    int wireMtu() {
        return withhold.contains("mtu") ? Math.min(gateway.mtu(), ETHERNET_MTU) : gateway.mtu();
    }

    /** What a profile gets that says nothing. */
    public static EmbeddedOptions standard() {
        return new EmbeddedOptions(GatewayOptions.standard(), "52:54:00:12:34:56", 1, 0, 5, false, 256, List.of());
    }
}
