/** DHCPv6 (RFC 8415, 5970) as bytes and as values, for the client and for the gateway's server. */
@NullMarked
package io.strapwork.network.inet.dhcp6;

import org.jspecify.annotations.NullMarked;
