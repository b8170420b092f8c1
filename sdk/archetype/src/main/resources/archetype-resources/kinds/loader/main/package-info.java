/** The image format "${id}". Enters: a verified image and a memory layout. Leaves: a plan. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
