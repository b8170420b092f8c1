package io.strapwork.driver.virtio.transport;

/** Types of devices that these drivers know (virtio 1.3, 5). */
public enum DeviceType {
    NETWORK(1, 0x1000, "virtio network device"), BLOCK(2, 0x1001, "virtio block device");

    /** Of virtio's PCI device IDs, less the type (virtio 1.3, 4.1.2). */
    private static final int MODERN_PCI = 0x1040;

    private final int id;
    private final int transitionalPci;
    private final String noun;

    DeviceType(int id, int transitionalPci, String noun) {
        this.id = id;
        this.transitionalPci = transitionalPci;
        this.noun = noun;
    }

    /** The device ID of virtio; the control unit's model on a channel subsystem. */
    public int id() {
        return id;
    }

    public int modernPci() {
        return MODERN_PCI + id;
    }

    public int transitionalPci() {
        return transitionalPci;
    }

    /** {@code "virtio block device"}. */
    @Override
    public String toString() {
        return noun;
    }
}
