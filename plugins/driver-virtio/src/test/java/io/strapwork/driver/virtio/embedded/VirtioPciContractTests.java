package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

class VirtioPciContractTests extends CardContract<PciBus> {
    VirtioPciContractTests() {
        super(Architecture.PPC64, PciBus.class);
    }

    @Override
    protected LinkDriver<PciBus> driver(BootClock clock, RandomGenerator random) {
        return new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), List.of()), clock, random);
    }

    @Override
    protected Bench<PciBus> empty() {
        return new NoCard<>(new FakePciBus(new TestMemory(1 << 20)));
    }
}
