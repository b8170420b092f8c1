/** The boot protocol "${id}". Enters: a URI and a tcp transport. Leaves: bytes in a sink. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
