package io.strapwork.runtime.pack;

import io.strapwork.api.machine.Architecture;

/** How a shim lets the CPU go; what a bundle's values are. The numbers are those of the shims' sources. */
public enum EntryKind {
    /** values: PSW mask and address, r0 to r15; after a reset of CPU and devices (DIAGNOSE 308, subcode 1). */
    S390X(Architecture.S390X, 0),
    /** values: entry, zero page; its memory map, RSDP and screen become those of the machine. */
    LINUX_64(Architecture.X86_64, 1),
    /** values: entry, {@code hvm_start_info}; its memory map and RSDP become those of the machine. */
    PVH(Architecture.X86_64, 2),
    /** values: entry, Multiboot information; its memory map becomes that of the machine. */
    MULTIBOOT(Architecture.X86_64, 3),
    /** values: entry, Multiboot 2 information; its memory map and RSDP become those of the machine. */
    MULTIBOOT2(Architecture.X86_64, 4),
    /** values: entry, initrd, its size, where the kernel begins; the machine's device tree with the bundle's command line. */
    DEVICE_TREE(Architecture.PPC64, 0),
    /** values: entry, r3, r4, r1, MSR; a client interface of Open Firmware that the shim answers from the machine's device tree. */
    OPEN_FIRMWARE(Architecture.PPC64, 1);

    private final Architecture architecture;
    private final int number;

    EntryKind(Architecture architecture, int number) {
        this.architecture = architecture;
        this.number = number;
    }

    /** Whose shim can do it. */
    public Architecture architecture() {
        return architecture;
    }

    /** In the bundle's head. */
    int number() {
        return number;
    }
}
