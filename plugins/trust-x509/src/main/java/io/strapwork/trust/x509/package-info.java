/** Verifiers by X.509 certificates: {@code cms} (detached, RFC 5652), {@code authenticode} (PE files, as UEFI Secure Boot has it) and {@code appended} (Linux' signatures behind a file). */
@NullMarked
package io.strapwork.trust.x509;

import org.jspecify.annotations.NullMarked;
