/** Names to addresses by Netty's resolver, with the name servers of the network's lease and never those of the computer. */
@NullMarked
package io.strapwork.network.inet.dns;

import org.jspecify.annotations.NullMarked;
