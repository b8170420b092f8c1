/** The driver "${id}". Enters: a bus. Leaves: a link. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
