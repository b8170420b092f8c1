/**
 * Multiboot2 kernels (Multiboot2 Specification 2.0) for x86_64 machines, entered as i386. Enters: a verified image, a memory layout. Leaves: a plan, and the boot information that it starts with. The jar
 * carries Guava 19, which Strapwork itself could not use: each jar of a plugin folder has a class loader of its own.
 */
@NullMarked
package org.example.multiboot2;

import org.jspecify.annotations.NullMarked;
