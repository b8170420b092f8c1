/** The machine "${id}". Enters: what a boot asks for. Leaves: a machine that is powered on. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
