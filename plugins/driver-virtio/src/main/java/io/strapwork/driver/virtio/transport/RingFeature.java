package io.strapwork.driver.virtio.transport;

/** Feature bits that are not a device type's own (virtio 1.3, 6), as masks. */
public final class RingFeature {
    public static final long EVENT_IDX = 1L << 29;
    public static final long VERSION_1 = 1L << 32;
    public static final long ACCESS_PLATFORM = 1L << 33;

    private RingFeature() {}
}
