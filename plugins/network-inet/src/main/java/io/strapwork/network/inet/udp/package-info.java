/** UDP as Netty datagram channels over a network of this program's own. */
@NullMarked
package io.strapwork.network.inet.udp;

import org.jspecify.annotations.NullMarked;
