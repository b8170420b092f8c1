package io.strapwork.api.bus;

import io.strapwork.api.machine.DeviceBus;
import org.apiguardian.api.API;

/**
 * A PCI host bridge (PCI Local Bus 3.0). Values are little-endian numbers whatever the guest's byte order. Configuration space belongs to the boot's own thread, which opens devices and quiesces them; the memory
 * space is for several threads, each with its own device.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface PciBus extends DeviceBus {
    /** Bus, device, function. */
    record PciAddress(int bus, int device, int function) {
        public PciAddress {
            if (bus < 0 || bus > 255 || device < 0 || device > 31 || function < 0 || function > 7) {
                throw new IllegalArgumentException("no such PCI address: " + bus + ":" + device + "." + function);
            }
        }

        /** {@code 00:05.0}. */
        @Override
        public String toString() {
            return String.format("%02x:%02x.%x", bus, device, function);
        }
    }

    /**
     * A window of bus addresses for memory BARs that nothing uses yet.
     *
     * @param bytes from {@code start}, a bus address
     */
    record PciWindow(long start, long bytes) {}

    /** Reads 1, 2 or 4 bytes of configuration space; all ones where there is no function. */
    int readConfig(PciAddress address, int register, int bytes);

    void writeConfig(PciAddress address, int register, int bytes, int value);

    /** The same object each time. */
    PciMemorySpace memorySpace();

    @Override
    default String kind() {
        return "pci";
    }
}
