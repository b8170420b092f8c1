/** Loss, delay, reordering and duplication of frames, by a seed. */
@NullMarked
package io.strapwork.network.gateway.fault;

import org.jspecify.annotations.NullMarked;
