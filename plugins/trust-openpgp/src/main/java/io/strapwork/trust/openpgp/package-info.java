/** The verifier {@code openpgp}: detached and clear signatures as GnuPG makes them (RFC 9580; version 4 of keys and signatures). */
@NullMarked
package io.strapwork.trust.openpgp;

import org.jspecify.annotations.NullMarked;
