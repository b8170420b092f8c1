/** The DHCP client (RFC 2131, 2132): states, steps, and the exchange that owns the timer. */
@NullMarked
package io.strapwork.address.dhcp;

import org.jspecify.annotations.NullMarked;
