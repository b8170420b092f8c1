/** The address source "${id}". Enters: a network. Leaves: a lease. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
