package io.strapwork.driver.virtio.pci;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.fake.DeviceQueue;
import io.strapwork.driver.virtio.fake.FakeNetDevice;
import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.testkit.contract.LinkDriverContract;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** On a bus whose devices don't interrupt, with a device that can be brought to lie. */
class PolledPciContractTests extends LinkDriverContract<PciBus> {
    private record Board(PciBus bus, FakeNetDevice device) implements Bench<PciBus> {
        @Override
        public List<byte[]> sent() {
            var sent = new ArrayList<byte[]>();
            while (device.queues[1].offered() > 0) {
                DeviceQueue.Chain chain = device.queues[1].take();
                sent.add(chain.parts().getFirst().bytes().asSlice(device.headerBytes()).toArray(ValueLayout.JAVA_BYTE));
                device.queues[1].giveBack(chain.head(), 0);
            }
            device.queues[1].publish();
            return sent;
        }

        @Override
        public void arrive(byte[] frame) {
            if ((device.status & 4) != 0 && device.queues[0].offered() > 0) {
                device.send(frame);
                device.queues[0].publish();
            }
        }

        @Override
        public boolean lie() {
            device.queues[0].giveBack(device.queues[0].take().head(), 1 << 20);
            device.queues[0].publish();
            return true;
        }
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.INTERRUPTS);
    }

    @Override
    protected LinkDriver<PciBus> driver(BootClock clock, RandomGenerator random) {
        return new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), List.of()), clock, random);
    }

    @Override
    protected Bench<PciBus> bench() {
        var memory = new TestMemory(24 << 20);
        var device = new FakeNetDevice(memory);
        device.echoes = false;
        device.mtu = 1500;
        var bus = new FakePciBus(memory);
        bus.addNetwork("00:05.0", device);
        return new Board(bus, device);
    }

    @Override
    protected Bench<PciBus> empty() {
        return new Board(new FakePciBus(new TestMemory(1 << 20)), new FakeNetDevice(new TestMemory(1 << 20)));
    }
}
