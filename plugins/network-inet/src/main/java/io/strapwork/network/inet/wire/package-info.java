/** Bytes on the wire, checked once: Ethernet, ARP, IPv4, ICMP and UDP headers, and the Internet checksum. Enters: a buffer from outside. Leaves: values, or {@link io.strapwork.network.inet.wire.MalformedException}. */
@NullMarked
package io.strapwork.network.inet.wire;

import org.jspecify.annotations.NullMarked;
