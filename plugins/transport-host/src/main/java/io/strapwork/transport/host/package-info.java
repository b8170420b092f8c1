/**
 * The transport plugins {@code host-udp} and {@code host-tcp}: the sockets of the computer that this runs on, in place of the boot's own stack.
 * For machines without a network card, and to tell a fault of the stack from one of a server.
 */
@NullMarked
package io.strapwork.transport.host;

import org.jspecify.annotations.NullMarked;
