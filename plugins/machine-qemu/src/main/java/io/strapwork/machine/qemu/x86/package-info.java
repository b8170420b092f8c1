/** The x86_64 machine (q35): a shim at the reset vector that sleeps until the jump, PCI by its ports, ACPI tables by fw_cfg. */
@NullMarked
package io.strapwork.machine.qemu.x86;

import org.jspecify.annotations.NullMarked;
