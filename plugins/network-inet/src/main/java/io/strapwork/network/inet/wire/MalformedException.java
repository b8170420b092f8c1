package io.strapwork.network.inet.wire;

/** Bytes from outside that are not what they should be. Cheap to throw: it has no stack trace. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    public MalformedException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** What is wrong, in a few words for a log. */
    public String reason() {
        return reason;
    }
}
