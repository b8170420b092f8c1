package io.strapwork.driver.virtio.blk;

import io.strapwork.api.machine.DeviceBus;
import io.strapwork.driver.virtio.fake.FakeBlkDevice;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.testkit.contract.DiskDriverContract;
import java.util.Random;

/** The contract of disk drivers with a device that can misbehave. */
abstract class DiskContract<B extends DeviceBus> extends DiskDriverContract<B> {
    static FakeBlkDevice device() {
        var content = new byte[3 << 20];
        new Random(9).nextBytes(content);
        var device = new FakeBlkDevice(new TestMemory(48 << 20), content);
        device.blockSize = 2048;
        return device;
    }

    /** A device on its bus. */
    record Board<B extends DeviceBus>(B bus, FakeBlkDevice device) implements Bench<B> {
        @Override
        public byte[] content() {
            return device.content;
        }

        @Override
        public int blockSize() {
            return device.blockSize;
        }

        @Override
        public boolean failAt(long offset) {
            device.errorAt = offset;
            return true;
        }

        @Override
        public boolean beSilent() {
            device.silentFrom = device.requests.size();
            return true;
        }

        @Override
        public boolean lie() {
            device.lengthError = -1;
            return true;
        }

        @Override
        public void finishLate() {
            device.finish();
        }
    }
}
