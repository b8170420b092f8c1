package io.strapwork.driver.virtio.pci;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.transport.DeviceType;

/**
 * One function that is there, through its configuration space (PCI Local Bus 3.0, 6).
 *
 * @param space where its memory BARs may be put: those of the host bridge, or of the bridge before it
 */
record PciFunction(PciBus bus, PciAddress address, int vendor, int device, PciSpace space) {
    static final int COMMAND = 0x04;
    static final int COMMAND_MEMORY = 0x2;
    static final int COMMAND_BUS_MASTER = 0x4;
    static final int COMMAND_INTERRUPT_DISABLE = 0x400;
    private static final int VIRTIO_VENDOR = 0x1af4;

    boolean is(DeviceType wanted) {
        return vendor == VIRTIO_VENDOR && (device == wanted.modernPci() || device == wanted.transitionalPci());
    }

    int u8(int register) {
        return bus.readConfig(address, register, 1) & 0xff;
    }

    int u16(int register) {
        return bus.readConfig(address, register, 2) & 0xffff;
    }

    int u32(int register) {
        return bus.readConfig(address, register, 4);
    }

    void putU16(int register, int value) {
        bus.writeConfig(address, register, 2, value);
    }

    void putU32(int register, int value) {
        bus.writeConfig(address, register, 4, value);
    }

    /** {@code 8086:29c0}. */
    String type() {
        return String.format("%04x:%04x", vendor, device);
    }

    StrapworkException problem(String code, String what, String hint) {
        return new Problem(code, Blame.PEER, address.toString(), what, hint).asException();
    }
}
