/** The gateway's DHCPv6 server (RFC 8415). */
@NullMarked
package io.strapwork.network.gateway.dhcp6;

import org.jspecify.annotations.NullMarked;
