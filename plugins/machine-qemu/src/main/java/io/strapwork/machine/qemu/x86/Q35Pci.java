package io.strapwork.machine.qemu.x86;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.machine.qemu.process.Qtest;
import io.strapwork.machine.qemu.process.QtestMemorySpace;

/** The PCI bus of a PC: configuration by ports CF8 and CFC (PCI Local Bus 3.0, 3.2.2.3.2). No interrupts. */
final class Q35Pci implements PciBus {
    private static final int ADDRESS = 0xcf8;
    private static final int DATA = 0xcfc;
    /** Between the largest low RAM with the ECAM window behind it, and the chipset. */
    private static final PciWindow WINDOW = new PciWindow(0xc000_0000L, 0x1000_0000L);
    private final Qtest qtest;
    private final DmaMemory dma;
    private final PciMemorySpace memorySpace;

    Q35Pci(Qtest qtest, DmaMemory dma) {
        this.qtest = qtest;
        this.dma = dma;
        this.memorySpace = new QtestMemorySpace(qtest, WINDOW, 0);
    }

    private void select(PciAddress address, int register) {
        long value = 0x8000_0000L | address.bus() << 16 | address.device() << 11 | address.function() << 8 | register & 0xfc;
        qtest.command("outl 0x" + Integer.toHexString(ADDRESS) + " 0x" + Long.toHexString(value));
    }

    private static String width(int bytes) {
        return switch (bytes) {
            case 1 -> "b";
            case 2 -> "w";
            case 4 -> "l";
            default -> throw new IllegalArgumentException("no such width: " + bytes);
        };
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        select(address, register);
        return (int) qtest.number("in" + width(bytes) + " 0x" + Integer.toHexString(DATA + (register & 3)));
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        select(address, register);
        long masked = value & (1L << 8 * bytes) - 1;
        qtest.command("out" + width(bytes) + " 0x" + Integer.toHexString(DATA + (register & 3)) + " 0x" + Long.toHexString(masked));
    }

    @Override
    public PciMemorySpace memorySpace() {
        return memorySpace;
    }

    @Override
    public DmaMemory dma() {
        return dma;
    }
}
