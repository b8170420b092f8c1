package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** A bus with devices on it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface DeviceBus {
    /** {@code "ccw"} or {@code "pci"}; others may come. */
    String kind();

    /** Memory for rings, buffers and command blocks on this bus. */
    DmaMemory dma();
}
