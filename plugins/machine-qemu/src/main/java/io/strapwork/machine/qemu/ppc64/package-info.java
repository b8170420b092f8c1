/** The ppc64 machine (pseries): its CPU is parked at once, its PCI bus is driven by RTAS calls through qtest, and RTAS start-cpu lets it go. */
@NullMarked
package io.strapwork.machine.qemu.ppc64;

import org.jspecify.annotations.NullMarked;
