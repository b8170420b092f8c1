package io.strapwork.machine.qemu.ppc64;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.machine.qemu.process.Qtest;
import io.strapwork.machine.qemu.process.QtestMemorySpace;

/** A PCI bus behind RTAS: configuration by ibm,read-pci-config and ibm,write-pci-config. Devices reach all memory; the IOMMU is bypassed. No interrupts. */
final class RtasPci implements PciBus {
    /** Hardware error, which is how a function that is not there answers. */
    private static final int NO_DEVICE = -1;
    private final Rtas rtas;
    private final HostBridge bridge;
    private final DmaMemory dma;
    private final PciMemorySpace memorySpace;

    RtasPci(Qtest qtest, Rtas rtas, HostBridge bridge, DmaMemory dma) {
        this.rtas = rtas;
        this.bridge = bridge;
        this.dma = dma;
        this.memorySpace = new QtestMemorySpace(qtest, bridge.window(), bridge.offset());
    }

    private static int place(PciAddress address, int register) {
        return (register & 0xf00) << 20 | address.bus() << 16 | address.device() << 11 | address.function() << 8 | register & 0xff;
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        int status = rtas.attempt("ibm,read-pci-config", 1, place(address, register), (int) (bridge.id() >>> 32), (int) bridge.id(), bytes);
        return status == NO_DEVICE ? (int) ((1L << 8 * bytes) - 1) : rtas.results(1)[0];
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        int masked = bytes == 4 ? value : value & (1 << 8 * bytes) - 1;
        rtas.attempt("ibm,write-pci-config", 0, place(address, register), (int) (bridge.id() >>> 32), (int) bridge.id(), bytes, masked);
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
