package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.GatewayOptions;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Embedded machines and drivers for them. */
final class EmbeddedBoards {
    private EmbeddedBoards() {}

    static Machine powerOn(Architecture architecture, String bus, int mtu, List<String> withhold, NetworkBackend.Cable cable) {
        return powerOn(architecture, bus, mtu, 256L << 20, withhold, cable);
    }

    static Machine powerOn(Architecture architecture, String bus, int mtu, long memory, List<String> withhold,
            NetworkBackend.Cable cable) {
        var standard = EmbeddedOptions.standard();
        var options = new EmbeddedOptions(standard.network(), GatewayOptions.standard().withMtu(mtu), standard.disks(), standard.loadparm(),
                standard.mac(), 1,
                0, 5, false, 256, withhold);
        var request = new PowerOn("driver-test", architecture, new ByteSize(memory), bus, Optional.empty());
        return EmbeddedProvider.powerOn(request, options, cable);
    }

    static Link open(Machine machine, int revision, List<NetFeature> without, Runnable interrupted) {
        var random = new Random(11);
        return switch (machine.hardware().buses().getFirst()) {
            case ChannelSubsystem channels ->
                new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), revision, without), BootClock.system(), random).open(channels,
                        interrupted);
            case PciBus pci ->
                new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), without), BootClock.system(), random).open(pci, interrupted);
            default -> throw new AssertionError("an unknown bus");
        };
    }
}
