package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.fake.FakeChannelSubsystem;
import io.strapwork.driver.virtio.fake.TestMemory;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

class VirtioCcwContractTests extends CardContract<ChannelSubsystem> {
    VirtioCcwContractTests() {
        super(Architecture.S390X, ChannelSubsystem.class);
    }

    @Override
    protected LinkDriver<ChannelSubsystem> driver(BootClock clock, RandomGenerator random) {
        return new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), 2, List.of()), clock, random);
    }

    @Override
    protected Bench<ChannelSubsystem> empty() {
        return new NoCard<>(new FakeChannelSubsystem(new TestMemory(1 << 20)));
    }
}
