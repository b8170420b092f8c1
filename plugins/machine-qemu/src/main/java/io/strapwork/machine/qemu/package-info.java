/**
 * Real QEMU machines, driven from outside: their RAM is mapped here, their devices are reached through instructions that a small shim in the guest executes or through QEMU's
 * qtest protocol, and the shim makes the last jump. All of it lives in real time. The package holds what all architectures share; each has its own package below.
 */
@NullMarked
package io.strapwork.machine.qemu;

import org.jspecify.annotations.NullMarked;
