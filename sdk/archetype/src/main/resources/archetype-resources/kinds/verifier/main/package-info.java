/** The verifier "${id}". Enters: fetched parts. Leaves: verdicts. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
