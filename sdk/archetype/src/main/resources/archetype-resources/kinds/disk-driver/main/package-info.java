/** The disk driver "${id}". Enters: a bus. Leaves: disks. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
