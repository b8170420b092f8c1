/** The file system "${id}". Enters: a disk, or a part of one. Leaves: its files. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
