/** One IPv4 host on one Ethernet: ARP, routes, fragments, ICMP. Either end of a wire may be one. All of it lives on one event loop. */
@NullMarked
package io.strapwork.network.inet.ip;

import org.jspecify.annotations.NullMarked;
