package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.process.Shims;
import io.strapwork.machine.qemu.process.Wires;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * QEMU's s390-ccw-virtio machine.
 *
 * @param subchannelSet of the network card
 * @param deviceNumber  of the network card
 */
public record S390xPlatform(int subchannelSet, int deviceNumber, S390xJump jump) implements Platform {
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
        return List.of("-machine", "s390-ccw-virtio", "-bios", shim.toString());
    }

    @Override
    public String card() {
        return String.format(Locale.ROOT, "virtio-net-ccw,devno=fe.%x.%04x", subchannelSet, deviceNumber);
    }

    @Override
    public boolean isRefusedReset(Wires wires) {
        return StoppedCpu.askedForReset(wires);
    }

    @Override
    public Firmware attach(Wires wires) {
        var firmware = new MailboxFirmware(wires, jump);
        firmware.open();
        return firmware;
    }
}
