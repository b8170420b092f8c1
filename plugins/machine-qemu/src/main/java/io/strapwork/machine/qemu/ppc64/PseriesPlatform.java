package io.strapwork.machine.qemu.ppc64;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.process.Shims;
import io.strapwork.machine.qemu.process.Wires;
import java.nio.file.Path;
import java.util.List;

/**
 * QEMU's pseries machine.
 *
 * @param slot of the network card on the first PCI bus
 */
public record PseriesPlatform(int slot) implements Platform {
    @Override
    public List<GuestRange> ram(long bytes) {
        return List.of(GuestRange.of(0, bytes));
    }

    @Override
    public byte[] shim() {
        return Shims.read("ppc64.bin");
    }

    @Override
    public boolean usesQtest() {
        return true;
    }

    @Override
    public List<String> arguments(Path shim) {
        return List.of("-machine", "pseries", "-bios", shim.toString());
    }

    @Override
    public String card() {
        return "virtio-net-pci,romfile=,addr=" + Integer.toHexString(slot);
    }

    @Override
    public String disk(int number) {
        return "virtio-blk-pci,addr=" + Integer.toHexString(DiskImage.slot(number, slot));
    }

    @Override
    public Firmware attach(Wires wires) {
        return new PseriesFirmware(wires);
    }
}
