package io.strapwork.driver.virtio.pci;

import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.net.VirtioNet;
import io.strapwork.driver.virtio.transport.BoundedWait;
import io.strapwork.driver.virtio.transport.DeviceType;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Drives a virtio network device of a PCI bus (virtio 1.3, 4.1 and 5.1). */
@DriverPlugin(id = "virtio-pci", bus = "pci")
public final class VirtioPciDriver implements LinkDriver<PciBus> {
    private final VirtioPciOptions options;
    private final BoundedWait wait;
    private final RandomGenerator random;

    @Inject
    public VirtioPciDriver(VirtioPciOptions options, BootClock clock, RandomGenerator random) {
        this.options = options;
        this.wait = new BoundedWait(clock);
        this.random = random;
    }

    @Override
    public Class<PciBus> bus() {
        return PciBus.class;
    }

    @Override
    public Link open(PciBus bus, Runnable interrupted) {
        Optional<PciAddress> wanted = options.device().map(PciScan::parse);
        PciTransport device = PciTransport.attach(new PciScan(bus, DeviceType.NETWORK).find(wanted), wait, false);
        return new VirtioNet(NetFeature.allBut(options.without()), random, ByteBufAllocator.DEFAULT).open(device, interrupted);
    }
}
