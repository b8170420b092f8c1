package io.strapwork.driver.virtio.pci;

import io.strapwork.api.bus.PciBus.PciWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The windows of a bus, and what is free in them. Drivers of different devices don't know of each other, and can't size the BARs of a device that runs: so those of network cards begin at
 * the windows' start, those of disks at their end.
 */
final class PciSpace {
    private final List<PciWindow> windows;
    private final List<PciWindow> free;
    private final boolean fromEnd;

    PciSpace(List<PciWindow> windows, boolean fromEnd) {
        this.windows = List.copyOf(windows);
        this.free = new ArrayList<>(windows);
        this.fromEnd = fromEnd;
    }

    /** That of a bus behind a bridge. */
    PciSpace behind(List<PciWindow> bridged) {
        return new PciSpace(bridged, fromEnd);
    }

    /**
     * The first aligned place, or the last one.
     *
     * @param bytes a power of two
     */
    Optional<Long> take(long bytes) {
        for (int i = 0; i < free.size(); i++) {
            PciWindow window = free.get(i);
            long end = window.start() + window.bytes();
            long place = fromEnd ? end - bytes & -bytes : Math.max(bytes, (window.start() + bytes - 1) & -bytes);
            if (place >= Math.max(window.start(), 1) && place <= end - bytes) {
                free.set(i, fromEnd
                        ? new PciWindow(window.start(), place - window.start())
                        : new PciWindow(place + bytes, end - place - bytes));
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return windows.stream()
                .map(window -> "[0x" + Long.toHexString(window.start()) + ", 0x" + Long.toHexString(window.start() + window.bytes()) + ")")
                .toList()
                .toString();
    }
}
