package io.strapwork.driver.virtio.fake;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.driver.virtio.queue.QueueLayout;
import io.strapwork.driver.virtio.transport.ConfigField;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.nio.ByteOrder;
import java.util.List;

/** A device without a bus between. */
public class MemoryTransport implements VirtioTransport {
    protected final FakeDevice device;
    public boolean released;
    public boolean interrupts;
    public boolean configurationChanged;
    public int acknowledged;

    public MemoryTransport(FakeDevice device) {
        this.device = device;
    }

    @Override
    public String location() {
        return "mem";
    }

    @Override
    public boolean legacy() {
        return device.legacy;
    }

    @Override
    public ByteOrder order() {
        return device.order();
    }

    @Override
    public DmaMemory dma() {
        return device.memory;
    }

    @Override
    public void reset() {
        device.reset();
    }

    @Override
    public int status() {
        return device.readStatus();
    }

    @Override
    public void writeStatus(int status) {
        device.writeStatus(status);
    }

    @Override
    public long deviceFeatures() {
        return device.offered;
    }

    @Override
    public void writeFeatures(long features) {
        device.accepted = features;
    }

    @Override
    public int maxQueueSize(int queue) {
        return device.maxQueueSize(queue);
    }

    @Override
    public void enableQueue(QueueLayout layout) {
        device.enable(layout.index(), layout.descriptors().value(), layout.available().value(), layout.used().value(), layout.size());
    }

    @Override
    public byte[] readConfig(List<ConfigField> fields) {
        return device.config();
    }

    @Override
    public int configGeneration() {
        return device.generation;
    }

    @Override
    public void notifyQueue(int queue) {
        device.notified(queue);
    }

    @Override
    public boolean interrupts() {
        return interrupts;
    }

    @Override
    public void onInterrupt(Runnable line) {
        device.interrupt = line;
    }

    @Override
    public boolean acknowledgeInterrupt() {
        acknowledged++;
        return configurationChanged;
    }

    @Override
    public void release() {
        released = true;
    }
}
