/** Router discovery (RFC 4861, 4191, 8106) as bytes and as values, for hosts and for the gateway's router. */
@NullMarked
package io.strapwork.network.inet.nd;

import org.jspecify.annotations.NullMarked;
