package io.strapwork.driver.virtio.hostile;

import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.fake.TestMemory;

/** Devices, their configuration space and registers. */
final class LyingPci extends FakePciBus {
    private final Lies lies;

    LyingPci(TestMemory memory, Lies lies) {
        super(memory);
        this.lies = lies;
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        return (int) lies.say(register + bytes > 256 ? -1 : super.readConfig(address, register, bytes), bytes);
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        if (functions.containsKey(address)) {
            super.writeConfig(address, register, bytes, value);
        }
    }

    /** Where nothing decodes, a read gives ones and a write goes nowhere. */
    @Override
    public long read(long address, int bytes) {
        try {
            return lies.say(super.read(address, bytes), bytes);
        } catch (AssertionError | IndexOutOfBoundsException nobodyThere) {
            return lies.say(-1, bytes);
        }
    }

    @Override
    public void write(long address, int bytes, long value) {
        lies.say(0, bytes);
        try {
            super.write(address, bytes, value);
        } catch (AssertionError | IndexOutOfBoundsException nobodyThere) {
            // gone
        }
    }
}
