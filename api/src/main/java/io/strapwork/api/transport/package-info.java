/** The fifth room: Netty bootstraps for udp, tcp and tls. Enters: a configured network. Leaves: channels. */
@NullMarked
package io.strapwork.api.transport;

import org.jspecify.annotations.NullMarked;
