package io.strapwork.api.bus;

/** A bus with devices on it. */
public interface DeviceBus {
    /** {@code "ccw"} or {@code "pci"}; others may come. */
    String kind();

    /** Memory for rings, buffers and command blocks on this bus. */
    DmaMemory dma();
}
