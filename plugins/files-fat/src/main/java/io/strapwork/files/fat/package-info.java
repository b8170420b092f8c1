/** FAT file systems: of EFI system partitions, memory sticks, floppies. */
@NullMarked
package io.strapwork.files.fat;

import org.jspecify.annotations.NullMarked;
