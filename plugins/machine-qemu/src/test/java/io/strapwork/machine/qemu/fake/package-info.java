/** Stand-ins on the seam to QEMU: its register protocol, RAM, devices that lie. */
package io.strapwork.machine.qemu.fake;
