/** The transport plugin {@code udp}: datagrams over the boot's own IP stack. */
@NullMarked
package io.strapwork.transport.udp;

import org.jspecify.annotations.NullMarked;
