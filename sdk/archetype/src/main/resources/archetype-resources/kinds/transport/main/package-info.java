/** The transport "${id}". Enters: nothing. Leaves: Netty bootstraps. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
