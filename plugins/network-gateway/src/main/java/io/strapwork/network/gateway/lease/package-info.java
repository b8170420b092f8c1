/** Which client has which address, for the servers of both families. */
@NullMarked
package io.strapwork.network.gateway.lease;

import org.jspecify.annotations.NullMarked;
