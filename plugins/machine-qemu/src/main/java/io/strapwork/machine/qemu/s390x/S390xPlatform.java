package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.disks.Loadparm;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.process.Shims;
import io.strapwork.machine.qemu.process.Wires;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * QEMU's s390-ccw-virtio machine.
 *
 * @param subchannelSet of the network card
 * @param deviceNumber  of the network card
 * @param loadparm      what an operator types when loading, told to QEMU and to the menu
 */
public record S390xPlatform(int subchannelSet, int deviceNumber, S390xJump jump, Optional<Loadparm> loadparm) implements Platform {
    @Override
    public List<GuestRange> ram(long bytes) {
        return List.of(GuestRange.of(0, bytes));
    }

    /** Raw, so that QEMU loads it at 0x9000, starts it again at each IPL, and makes an IPL parameter block for the card. */
    @Override
    public byte[] shim() {
        return Shims.read("s390x.bin");
    }

    @Override
    public boolean usesQtest() {
        return false;
    }

    @Override
    public List<String> arguments(Path shim) {
        return List.of("-machine", "s390-ccw-virtio" + loadparm.map(told -> ",loadparm=" + told.text()).orElse(""), "-bios",
                shim.toString());
    }

    @Override
    public String card() {
        return String.format(Locale.ROOT, "virtio-net-ccw,devno=fe.%x.%04x", subchannelSet, deviceNumber);
    }

    @Override
    public String disk(int number) {
        return String.format(Locale.ROOT, "virtio-blk-ccw,devno=fe.0.%04x",
                DiskImage.deviceNumber(number, subchannelSet == 0 ? deviceNumber : 0));
    }

    @Override
    public boolean isRefusedReset(Wires wires) {
        return StoppedCpu.askedForReset(wires);
    }

    @Override
    public Firmware attach(Wires wires) {
        var firmware = new MailboxFirmware(wires, jump, loadparm);
        firmware.open();
        return firmware;
    }
}
