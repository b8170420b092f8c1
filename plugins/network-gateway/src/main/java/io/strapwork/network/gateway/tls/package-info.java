/** The gateway's own certificate authority and server certificate. */
@NullMarked
package io.strapwork.network.gateway.tls;

import org.jspecify.annotations.NullMarked;
