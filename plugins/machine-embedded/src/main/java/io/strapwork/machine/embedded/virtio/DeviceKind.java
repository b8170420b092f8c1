package io.strapwork.machine.embedded.virtio;

import java.util.List;

/** What a virtio device is (virtio 1.3, 5). */
public enum DeviceKind {
    NETWORK(1, 0x1000, 0x020000), BLOCK(2, 0x1001, 0x010000);

    private static final int MODERN_PCI = 0x1040;
    private final int id;
    private final int transitionalPci;
    private final int pciClass;

    DeviceKind(int id, int transitionalPci, int pciClass) {
        this.id = id;
        this.transitionalPci = transitionalPci;
        this.pciClass = pciClass;
    }

    /** The device ID of virtio, and the control unit's model. */
    public int id() {
        return id;
    }

    public int pciDevice(boolean transitional) {
        return transitional ? transitionalPci : MODERN_PCI + id;
    }

    public int pciClass() {
        return pciClass;
    }

    int queues() {
        return queueNames().size();
    }

    String queueName(int queue) {
        return queue >= 0 && queue < queues() ? " (" + queueNames().get(queue) + ")" : "";
    }

    private List<String> queueNames() {
        return switch (this) {
            case NETWORK -> List.of("receive", "transmit");
            case BLOCK -> List.of("requests");
        };
    }
}
