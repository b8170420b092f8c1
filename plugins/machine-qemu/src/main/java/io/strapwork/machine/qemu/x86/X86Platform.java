package io.strapwork.machine.qemu.x86;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.process.Shims;
import io.strapwork.machine.qemu.process.Wires;
import java.nio.file.Path;
import java.util.List;

/**
 * QEMU's q35 machine.
 *
 * @param slot of the network card on bus 0
 */
public record X86Platform(int slot) implements Platform {
    private static final long GIB = 1L << 30;
    /** From there on q35 keeps 2 GiB low (hw/i386/pc_q35.c). */
    private static final long SPLIT_FROM = 0xb000_0000L;

    @Override
    public List<GuestRange> ram(long bytes) {
        return bytes >= SPLIT_FROM
                ? List.of(GuestRange.of(0, 2 * GIB), GuestRange.of(4 * GIB, bytes - 2 * GIB))
                : List.of(GuestRange.of(0, bytes));
    }

    @Override
    public byte[] shim() {
        return Shims.read("x86_64.bin");
    }

    @Override
    public boolean usesQtest() {
        return true;
    }

    @Override
    public List<String> arguments(Path shim) {
        return List.of("-machine", "q35", "-device", "pvpanic", "-bios", shim.toString());
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
        var firmware = new Q35Firmware(wires);
        firmware.open();
        return firmware;
    }
}
