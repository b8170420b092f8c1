/** The first room and the last step: machines, their memory, and the jump. Enters: a request for power. Leaves: memory, buses, and at the end an entered machine. */
@NullMarked
package io.strapwork.api.machine;

import org.jspecify.annotations.NullMarked;
