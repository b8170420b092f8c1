package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.GuestRange;
import java.nio.file.Path;
import java.util.List;

/** What differs between architectures, before and while QEMU starts. */
public interface Platform {
    /** Where the guest sees so much RAM. */
    List<GuestRange> ram(long bytes);

    /** The firmware image for {@code -bios}. */
    byte[] shim();

    /** Whether it is driven by QEMU's qtest protocol. */
    boolean usesQtest();

    /**
     * Machine and firmware arguments, without those for its memory.
     *
     * @param shim where the image is
     */
    List<String> arguments(Path shim);

    /** The argument of {@code -device} for the network card on the network {@code n}, without options that all cards share. */
    String card();

    /** The argument of {@code -device} for a disk, without options that all disks share. */
    String disk(int number);

    /** Whether the CPU stands still because it asked for a reset that this QEMU does not do. */
    default boolean isRefusedReset(Wires wires) {
        return false;
    }

    /**
     * Waits until the shim answers and makes the machine ready to be driven.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when it does not come up
     */
    Firmware attach(Wires wires);
}
