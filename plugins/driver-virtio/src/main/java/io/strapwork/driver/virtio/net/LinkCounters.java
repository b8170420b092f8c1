package io.strapwork.driver.virtio.net;

/**
 * What a link did so far.
 *
 * @param received      frames handed over
 * @param receiveBroken frames that arrived broken: shorter than a header, longer than the MTU allows
 * @param transmitted   frames given to the device
 * @param dropped       frames not given to it: the ring was full, or the frame did not fit the MTU
 * @param notifications of the device by the driver
 */
public record LinkCounters(long received, long receivedBytes, long receiveBroken, long transmitted, long transmittedBytes, long dropped,
        long notifications) {}
