/**
 * Files on the machine's disks: {@code disk://0/2/boot/vmlinuz} is a file of the second partition of the disk that the machine boots first. Enters: the machine's disks and the file systems
 * of this firmware. Leaves: bytes in a sink, and the volumes that a menu is looked for on.
 */
@NullMarked
package io.strapwork.protocol.disk;

import org.jspecify.annotations.NullMarked;
