package io.strapwork.machine.qemu.process;

import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.bus.PciMemorySpace;
import java.util.List;

/**
 * Memory BARs, reached where the CPU sees them.
 *
 * @param offset from a bus address to the CPU's
 */
public record QtestMemorySpace(Qtest qtest, PciWindow window, long offset) implements PciMemorySpace {
    @Override
    public List<PciWindow> windows() {
        return List.of(window);
    }

    @Override
    public long read(long address, int bytes) {
        return QtestBytes.read(qtest, address + offset, bytes);
    }

    @Override
    public void write(long address, int bytes, long value) {
        QtestBytes.write(qtest, address + offset, bytes, value);
    }
}
