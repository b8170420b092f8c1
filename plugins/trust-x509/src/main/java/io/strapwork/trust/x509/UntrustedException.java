package io.strapwork.trust.x509;

import java.io.Serial;

/** A signature doesn't count. */
final class UntrustedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why. */
    enum Reason {
        /** It is not of these bytes, or not by that key. */
        WRONG,
        /** Its certificate leads to none that the profile names. */
        UNKNOWN,
        /** Expired, not yet valid, revoked, or for another purpose. */
        NOT_VALID,
        /** Its digest or key can be forged. */
        WEAK
    }

    private final Reason reason;

    UntrustedException(Reason reason, String what) {
        super(what);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
