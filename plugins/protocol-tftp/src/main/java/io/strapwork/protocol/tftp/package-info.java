/**
 * TFTP (RFC 1350) with options (RFC 2347), block size (RFC 2348), transfer size and time-out (RFC 2349) and windows (RFC 7440). Enters: a URI and a UDP transport.
 * Leaves: bytes in a sink. {@code TftpState} holds what is known, {@code TftpSteps} decides, {@code TftpTransfer} owns channel and timer.
 */
@NullMarked
package io.strapwork.protocol.tftp;

import org.jspecify.annotations.NullMarked;
