/** The gateway's DHCP server (RFC 2131): states, steps, transfer. */
@NullMarked
package io.strapwork.network.gateway.dhcp;

import org.jspecify.annotations.NullMarked;
