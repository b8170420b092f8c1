package io.strapwork.driver.virtio.transport;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.driver.virtio.queue.QueueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One virtio device, as primitives (virtio 1.3, 4). {@link Negotiation} knows the order. Called on one thread at a time; each access may be expensive.
 * All throw {@link io.strapwork.api.plugin.StrapworkException} when the device does not answer as it must.
 */
public interface VirtioTransport {
    /** In words of the bus, {@code "fe.0.0001"}. */
    String location();

    /** The device follows the rules before virtio 1.0: rings, headers and configuration in the guest's byte order, no FEATURES_OK. */
    boolean legacy();

    /** Of rings, headers and configuration. */
    ByteOrder order();

    DmaMemory dma();

    /** Resets the device and waits, with a bound, until it has. */
    void reset();

    int status();

    void writeStatus(int status);

    long deviceFeatures();

    void writeFeatures(long features);

    /** Entries that the device has room for; 0 when it has no such queue. */
    int maxQueueSize(int queue);

    void enableQueue(QueueLayout layout);

    /** The configuration space up to the end of the last field, with these fields read in this order, the rest zero or read as well. */
    byte[] readConfig(List<ConfigField> fields);

    /** Changes whenever the configuration may have; constant where {@link #readConfig} is atomic. */
    int configGeneration();

    /** Tells the device that a queue has new buffers. */
    void notifyQueue(int queue);

    /** Whether the device can interrupt at all. */
    boolean interrupts();

    /** {@code line} is run on any thread when the device interrupts. Before DRIVER_OK; once. */
    void onInterrupt(Runnable line);

    /** Takes an interrupt away from the device, so that it can interrupt again. Returns whether its configuration changed. */
    boolean acknowledgeInterrupt();

    /** Takes the device off the bus after its reset: it can reach memory no more. */
    void release();
}
