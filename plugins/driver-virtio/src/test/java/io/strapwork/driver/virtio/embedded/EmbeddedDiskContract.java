package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.machine.embedded.EmbeddedDisk;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.embedded.virtio.DiskFaults;
import io.strapwork.testkit.contract.DiskDriverContract;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The contract of disk drivers with the embedded machine's disk. */
abstract class EmbeddedDiskContract<B extends DeviceBus> extends DiskDriverContract<B> {
    private static final int BLOCK = 4096;
    private final Architecture architecture;
    private final Class<B> bus;

    EmbeddedDiskContract(Architecture architecture, Class<B> bus) {
        this.architecture = architecture;
        this.bus = bus;
    }

    private Bench<B> board(List<EmbeddedDisk> disks, byte[] content) {
        var request = new PowerOn("disk-test", architecture, new ByteSize(32 << 20), architecture.usualBus(), Optional.empty());
        Machine machine = EmbeddedProvider.powerOn(request, EmbeddedOptions.standard(), disks);
        return new Board<>(machine, bus.cast(machine.hardware().buses().getFirst()), content);
    }

    @Override
    protected Bench<B> bench() {
        var content = new byte[3 << 20];
        new Random(9).nextBytes(content);
        return board(List.of(new EmbeddedDisk(() -> new BytesContent(content), BLOCK, Optional.empty(), Optional.empty(),
                DiskFaults.none())), content);
    }

    @Override
    protected Bench<B> empty() {
        return board(List.of(), new byte[0]);
    }

    private record Board<B extends DeviceBus>(Machine machine, B bus, byte[] content) implements Bench<B> {
        @Override
        public int blockSize() {
            return BLOCK;
        }

        @Override
        public void close() {
            machine.close();
        }
    }
}
