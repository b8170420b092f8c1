/**
 * Boot maps of s390-tools' zipl, shown as file systems: a folder for each program with its kernel, initrd and command line, and a file {@code boot-map} that says what there is. A
 * {@code BootRecord} finds the map on a disk, a {@code Program} is one entry of it, {@code ZiplTree} gives them names.
 */
@NullMarked
package io.strapwork.files.zipl;

import org.jspecify.annotations.NullMarked;
