/** DHCP messages as bytes and as values, for the client and for the gateway's server. */
@NullMarked
package io.strapwork.network.inet.dhcp;

import org.jspecify.annotations.NullMarked;
