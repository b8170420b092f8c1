package io.strapwork.machine.embedded.pci;

import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.DriverFaults;
import io.strapwork.machine.embedded.virtio.VirtioDevice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The PCI host bridge of the embedded machine: one bus, no bridges, BARs that a driver assigns. Accesses that hardware would silently lose throw SW-M162 or SW-M163. */
public final class EmbeddedPci implements PciBus, Interrupts {
    private static final PciWindow WINDOW = new PciWindow(0xc000_0000L, 0x3000_0000L);
    private static final int CONFIG_BYTES = 256;
    private static final int EXTENDED_CONFIG_BYTES = 4096;

    private final DmaMemory dma;
    private final DriverFaults faults;
    private final PciMemorySpace memorySpace = new Bars();
    private final Map<PciAddress, PciFunction> functions = new HashMap<>();
    private volatile Runnable line = () -> {};

    public EmbeddedPci(DmaMemory dma, DriverFaults faults) {
        this.dma = dma;
        this.faults = faults;
        functions.put(new PciAddress(0, 0, 0), new HostBridge());
    }

    /**
     * A virtio device in a slot of its own.
     *
     * @param transitional shows the legacy device identity; the legacy I/O BAR is not there, so drivers use the modern capabilities all the same
     */
    public void addVirtio(PciAddress address, VirtioDevice device, boolean transitional) {
        functions.put(address, new VirtioPci(address, device, transitional, () -> line.run()));
    }

    @Override
    public void onInterrupt(Runnable interrupted) {
        line = interrupted;
    }

    @Override
    public DmaMemory dma() {
        return dma;
    }

    @Override
    public PciMemorySpace memorySpace() {
        return memorySpace;
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        faults.raise();
        checkConfig(address, register, bytes);
        PciFunction function = functions.get(address);
        if (function == null || register >= CONFIG_BYTES) {
            return bytes == 4 ? -1 : (1 << (8 * bytes)) - 1;
        }
        int value = function.readConfig(register, bytes);
        faults.raise();
        return value;
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        faults.raise();
        checkConfig(address, register, bytes);
        PciFunction function = functions.get(address);
        if (function == null || register >= CONFIG_BYTES) {
            refuse(DriverFault.NO_REGISTER, address.toString(),
                    "a write to configuration register 0x" + Integer.toHexString(register) + ", which does not exist",
                    "read the vendor first; 0xffff means no function");
        } else {
            function.writeConfig(register, bytes, value);
        }
        faults.raise();
    }

    private void checkConfig(PciAddress address, int register, int bytes) {
        boolean width = bytes == 1 || bytes == 2 || bytes == 4;
        if (!width || register < 0 || register > EXTENDED_CONFIG_BYTES - bytes || register % bytes != 0) {
            refuse(DriverFault.NO_REGISTER, address.toString(),
                    "an access of " + bytes + " bytes to configuration register 0x" + Integer.toHexString(register),
                    "1, 2 or 4 bytes, aligned, within 4096");
        }
    }

    private void refuse(String code, String where, String what, String hint) {
        faults.report(new DriverFault(code, where, what, hint).problem());
        faults.raise();
    }

    private final class Bars implements PciMemorySpace {
        @Override
        public List<PciWindow> windows() {
            return List.of(WINDOW);
        }

        @Override
        public long read(long address, int bytes) {
            faults.raise();
            check(address, bytes);
            for (PciFunction function : functions.values()) {
                OptionalLong offset = function.offsetInBar(address, bytes);
                if (offset.isPresent()) {
                    long value = function.readBar(offset.getAsLong(), bytes);
                    faults.raise();
                    return value;
                }
            }
            return bytes == 8 ? -1 : (1L << (8 * bytes)) - 1;
        }

        @Override
        public void write(long address, int bytes, long value) {
            faults.raise();
            check(address, bytes);
            for (PciFunction function : functions.values()) {
                OptionalLong offset = function.offsetInBar(address, bytes);
                if (offset.isPresent()) {
                    function.writeBar(offset.getAsLong(), bytes, value);
                    faults.raise();
                    return;
                }
            }
            refuse(DriverFault.NO_REGISTER, "0x" + Long.toHexString(address), "a write to a bus address that no BAR maps",
                    "assign the BAR and set bit 1 of the command register first");
        }

        private void check(long address, int bytes) {
            boolean width = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
            if (!width || address % bytes != 0) {
                refuse(DriverFault.NO_REGISTER, "0x" + Long.toHexString(address), "an access of " + bytes + " bytes to a memory BAR",
                        "1, 2, 4 or 8 bytes, aligned");
            }
        }
    }

    /** 00:00.0, there because buses have one: an Intel Q35 host bridge that does nothing. */
    private static final class HostBridge implements PciFunction {
        private final ConfigSpace config = new ConfigSpace(0x8086, 0x29c0, 0x060000, 0);

        @Override
        public int readConfig(int register, int bytes) {
            return config.read(register, bytes);
        }

        @Override
        public void writeConfig(int register, int bytes, int value) {
            // A bridge without registers of its own: PCI says that writes to reserved registers are lost, and sizing probes every BAR.
        }

        @Override
        public OptionalLong offsetInBar(long address, int bytes) {
            return OptionalLong.empty();
        }

        @Override
        public long readBar(long offset, int bytes) {
            return -1;
        }

        @Override
        public void writeBar(long offset, int bytes, long value) {}
    }
}
