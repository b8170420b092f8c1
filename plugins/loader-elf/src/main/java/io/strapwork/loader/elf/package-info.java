/**
 * The {@code elf} loader. A file is read in four steps, each of which gathers its problems before the next one starts: {@link ElfView} reads
 * headers, {@code ElfChecks} compares them with each other and with the machine, {@code ElfPlacement} finds a place in memory, and
 * {@link ElfLoader} makes the plan.
 */
@NullMarked
package io.strapwork.loader.elf;

import org.jspecify.annotations.NullMarked;
