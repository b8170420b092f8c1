/**
 * The embedded machine: guest memory, a channel subsystem or a PCI bus with a virtio network card, all inside the JVM, and strict where hardware is lax.
 * It has no CPU: {@code enter} checks the entry's contract and leaves the memory readable.
 */
@NullMarked
package io.strapwork.machine.embedded;

import org.jspecify.annotations.NullMarked;
