/** The other end of a guest's wire: a small network with DHCP, DNS, boot servers and a way to the computer's own loopback. See {@link io.strapwork.network.gateway.Gateway}. */
@NullMarked
package io.strapwork.network.gateway;

import org.jspecify.annotations.NullMarked;
