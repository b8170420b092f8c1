/** The gateway as an IPv6 router: its advertisements (RFC 4861). */
@NullMarked
package io.strapwork.network.gateway.nd;

import org.jspecify.annotations.NullMarked;
