/**
 * IPv6 addresses: router discovery and stateless autoconfiguration (RFC 4861, 4862, 4191, 8106), and the DHCPv6 client (RFC 8415, 5970). Each of the two is states, steps, and what owns
 * listener and timer.
 */
@NullMarked
package io.strapwork.address.ip6;

import org.jspecify.annotations.NullMarked;
