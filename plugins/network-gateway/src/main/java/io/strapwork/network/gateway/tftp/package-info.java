/** The gateway's TFTP server (RFC 1350, 2347, 2348, 2349, 7440): states, steps, transfer. */
@NullMarked
package io.strapwork.network.gateway.tftp;

import org.jspecify.annotations.NullMarked;
