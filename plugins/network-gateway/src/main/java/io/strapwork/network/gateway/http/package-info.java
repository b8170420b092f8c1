/** The gateway's HTTP/1.1 file server, plain and with TLS. Enters: requests. Leaves: files of the served folder. */
@NullMarked
package io.strapwork.network.gateway.http;

import org.jspecify.annotations.NullMarked;
