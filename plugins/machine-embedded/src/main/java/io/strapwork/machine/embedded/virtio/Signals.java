package io.strapwork.machine.embedded.virtio;

/** How a device reaches its driver over a bus. Called with the device's lock held, on any thread. */
public interface Signals {
    /** Used buffers in this queue. */
    void queue(int index);

    /** The configuration or the status changed. */
    void config();

    /** Whether the bus lets the device reach memory (PCI bus mastering). */
    boolean mayReachMemory();
}
