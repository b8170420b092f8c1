/** The menu reader "${id}". Enters: a boot configuration. Leaves: a menu. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
