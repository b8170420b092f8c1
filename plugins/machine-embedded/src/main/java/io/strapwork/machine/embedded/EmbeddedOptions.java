package io.strapwork.machine.embedded;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.embedded.lan.NetworkEnd;
import io.strapwork.network.gateway.GatewayOptions;
import java.util.List;
import java.util.Optional;

/**
 * What a profile may say of the embedded machine, besides what every machine is asked for.
 */
@Options
public record EmbeddedOptions(
        @Default("gateway") @Summary("gateway; tap:NAME or interface:NAME, a network of this computer; or none: a machine without a network card") String network,
        GatewayOptions gateway,
        DiskOptions disks,
        @Summary("What an operator types when loading on s390x: an entry's number or name, up to 8 letters, digits, dots") Optional<String> loadparm,
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

    /** With these disks. */
    public EmbeddedOptions withDisks(DiskOptions others) {
        return new EmbeddedOptions(network, gateway, others, loadparm, mac, deviceNumber, subchannelSet, slot, transitional, queueSize,
                withhold);
    }

    /** Without a network card. */
    public EmbeddedOptions withoutCard() {
        return new EmbeddedOptions("none", gateway, disks, loadparm, mac, deviceNumber, subchannelSet, slot, transitional, queueSize,
                withhold);
    }

    boolean hasCard() {
        return !(end() instanceof NetworkEnd.None);
    }

    /** What the cable of the network card ends in; the gateway when the option is wrong, which {@link OptionCheck} tells. */
    NetworkEnd end() {
        return NetworkEnd.parse(network).orElseGet(NetworkEnd.Built::new);
    }

    /** At an interface of that MTU. */
    EmbeddedOptions on(int interfaceMtu) {
        return new EmbeddedOptions(network, gateway.withMtu(Math.min(gateway.mtu(), interfaceMtu)), disks, loadparm, mac, deviceNumber,
                subchannelSet, slot, transitional, queueSize, withhold);
    }

    /** What a profile gets that says nothing. */
    public static EmbeddedOptions standard() {
        return new EmbeddedOptions("gateway", GatewayOptions.standard(), DiskOptions.none(), Optional.empty(), "52:54:00:12:34:56", 1,
                0, 5, false, 256,
                List.of());
    }
}
