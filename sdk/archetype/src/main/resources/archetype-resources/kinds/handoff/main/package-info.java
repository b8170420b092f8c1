/** The handoff "${id}". Enters: a plan. Leaves: segments, registers and a contract. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
