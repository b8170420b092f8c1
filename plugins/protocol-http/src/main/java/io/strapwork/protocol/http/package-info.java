/**
 * HTTP/1.1 and HTTPS (RFC 9110, 9112) with redirects, resume by range and retries. Enters: a URI, a tcp and a tls transport. Leaves: bytes in a sink. {@code HttpSteps} decides what an answer means,
 * {@code HttpExchange} owns the channel and timers of one request, {@code HttpFetch} goes from request to request.
 */
@NullMarked
package io.strapwork.protocol.http;

import org.jspecify.annotations.NullMarked;
