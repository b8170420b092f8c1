/** The gateway's DNS server: its own names, and the computer's resolver for all others. */
@NullMarked
package io.strapwork.network.gateway.dns;

import org.jspecify.annotations.NullMarked;
