package io.strapwork.protocol.http;

import io.strapwork.api.fetch.BootUri;

/**
 * What is known of a body that was cut off, so that it can be resumed.
 *
 * @param from      which address sent it
 * @param validator strong entity tag or date that makes sure it's still the same (RFC 9110 §13.1.5)
 * @param received  bytes in the sink
 * @param size      of the whole, or {@link HttpSteps#UNKNOWN}
 */
record Resume(BootUri from, String validator, long received, long size) {}
