package io.strapwork.machine.embedded;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a profile may say of the embedded machine, besides what every machine is asked for.
 *
 * @param mtu 65510 lets a frame and its virtio header fill 64 KiB, the size that costs least per byte
 */
@Options
public record EmbeddedOptions(@Summary("Folder that 10.0.2.2 serves over TFTP, HTTP and HTTPS") Optional<Path> serve,
        @Summary("Folder of the built-in HTTPS server's ca.pem, server.pem and server.key, made when missing; left out: strapwork/tls in the user's cache") Optional<Path> tls,
        @Summary("Boot file that the built-in DHCP server tells") Optional<String> bootFile,
        @Summary("Server that the built-in DHCP server tells to fetch the boot file from") Optional<String> nextServer,
        @Default("65510") @Summary("Largest IP packet on the machine's network, in bytes, 576 to 65535; DHCP tells it too") int mtu,
        @Default("true") @Summary("Whether the built-in DHCP server answers") boolean dhcp,
        @Default("true") @Summary("Whether other ports of 10.0.2.2 reach 127.0.0.1 of this computer") boolean relay,
        @Default("0") @Summary("Share of frames to lose, 0 to 1") double loss,
        @Default("0s") @Summary("Time each frame takes") Duration delay,
        @Default("0s") @Summary("Most that the delay varies, up and down") Duration jitter,
        @Default("0") @Summary("Share of frames to send out of order, 0 to 1") double reorder,
        @Default("0") @Summary("Share of frames to send twice, 0 to 1") double duplicate,
        @Default("0") @Summary("Share of IP packets to turn one bit of, 0 to 1; the card then doesn't offer guest-csum") double corrupt,
        @Default("1") @Summary("Seed of loss, jitter, reordering, duplication and corruption") long seed,
        @Default("52:54:00:12:34:56") @Summary("Ethernet address of the network card") String mac,
        @Default("1") @Summary("Device number of the card on a channel subsystem, 0 to 65535") int deviceNumber,
        @Default("0") @Summary("Subchannel set of the card on a channel subsystem, 0 to 3") int subchannelSet,
        @Default("5") @Summary("Device of the card on PCI bus 0, 1 to 31") int slot,
        @Default("false") @Summary("Whether the card on PCI shows the transitional device ID 1000") boolean transitional,
        @Default("256") @Summary("Descriptors in each ring of the card, a power of two, 2 to 32768") int queueSize,
        @Summary("Virtio features that the card does not offer, such as mrg-rxbuf, event-idx, mtu") List<String> withhold) {

    private static final int ETHERNET_MTU = 1500;

    public EmbeddedOptions {
        withhold = List.copyOf(withhold);
    }

    /** A guest that is not offered the MTU takes it that Ethernet's 1500 bytes are all there is. */
    int wireMtu() {
        return withhold.contains("mtu") ? Math.min(mtu, ETHERNET_MTU) : mtu;
    }

    /** What a profile gets that says nothing. */
    public static EmbeddedOptions standard() {
        return new EmbeddedOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 65510, true, true, 0,
                Duration.ZERO,
                Duration.ZERO, 0, 0, 0, 1, "52:54:00:12:34:56", 1, 0, 5, false, 256, List.of());
    }
}
