package io.strapwork.machine.qemu;

import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.disks.ImageFormat;
import io.strapwork.machine.qemu.process.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * Disks, as QEMU is asked for them. The format is always named: QEMU would take it from what a guest wrote. Paths are absolute, since QEMU takes {@code nbd:} and the like at the start of others for protocols.
 */
record QemuDisks(List<DiskImage> images, Platform platform) {
    /** The card comes behind them in the order of booting. */
    List<String> arguments() {
        var arguments = new ArrayList<String>();
        for (int i = 0; i < images.size(); i++) {
            DiskImage image = images.get(i);
            arguments.addAll(List.of("-drive", "if=none,id=disk" + i + ",format=" + (image.format() == ImageFormat.QCOW2 ? "qcow2" : "raw")
                    + ",snapshot=" + (image.writable() ? "off" : "on") + ",file=" + image.file().toString().replace(",", ",,")));
            arguments.addAll(List.of("-device", device(i, image)));
        }
        return arguments;
    }

    private String device(int number, DiskImage image) {
        var device = new StringBuilder(platform.disk(number)).append(",drive=disk").append(number).append(",bootindex=").append(number + 1);
        image.serial().ifPresent(serial -> device.append(",serial=").append(serial));
        if (image.blockSize() != DiskImage.SECTOR) {
            device.append(",logical_block_size=").append(image.blockSize()).append(",physical_block_size=").append(image.blockSize());
        }
        image.geometry()
                .ifPresent(geometry -> device.append(",cyls=").append(geometry.cylinders()).append(",heads=").append(geometry.heads())
                        .append(",secs=").append(geometry.sectors()));
        return device.toString();
    }
}
