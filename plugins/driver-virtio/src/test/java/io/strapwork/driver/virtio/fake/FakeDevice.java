package io.strapwork.driver.virtio.fake;

import java.nio.ByteOrder;
import java.util.Arrays;

/** A virtio device with knobs to misbehave. The bus in front of it decodes registers or commands. */
public abstract class FakeDevice {
    public final int type;
    public long offered;
    public boolean refusesFeatures;
    public boolean forgetsStatus;
    public boolean neverEndsReset;
    public int breaksAtStatus = -1;
    public int maxQueueSize = 256;
    public int queueCount;
    public boolean configRuns;
    public boolean legacy;
    public Runnable interrupt = () -> {};

    public final TestMemory memory;
    public int status;
    public long accepted;
    public int generation;
    public int resets;
    public final DeviceQueue[] queues;

    FakeDevice(int type, int queueCount, long offered, TestMemory memory) {
        this.type = type;
        this.queueCount = queueCount;
        this.queues = new DeviceQueue[queueCount];
        this.offered = offered;
        this.memory = memory;
    }

    /** The configuration; each reading may be another. */
    public abstract byte[] config();

    /** The driver rang. */
    public abstract void notified(int queue);

    public ByteOrder order() {
        return legacy ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    public int readStatus() {
        return neverEndsReset ? status | 1 : status;
    }

    public void writeStatus(int value) {
        if (value == 0) {
            reset();
            return;
        }
        status = value;
        if (refusesFeatures) {
            status &= ~8;
        }
        if (forgetsStatus) {
            status &= ~2;
        }
        if (value == breaksAtStatus) {
            status |= 64;
        }
    }

    public void reset() {
        status = 0;
        accepted = 0;
        resets++;
        Arrays.fill(queues, null);
    }

    public boolean has(int bit) {
        return (accepted >>> bit & 1) != 0;
    }

    public int maxQueueSize(int queue) {
        return queue < queueCount ? maxQueueSize : 0;
    }

    public void enable(int index, long descriptors, long available, long used, int size) {
        queues[index] = new DeviceQueue(memory, descriptors, available, used, size, order(), has(29));
    }
}
