/** From ports of the gateway to the same ports of the computer's loopback. */
@NullMarked
package io.strapwork.network.gateway.relay;

import org.jspecify.annotations.NullMarked;
