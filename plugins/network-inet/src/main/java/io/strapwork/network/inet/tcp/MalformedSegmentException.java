package io.strapwork.network.inet.tcp;

/** Bytes that are not a TCP segment. Without a stack trace: they come from outside, and often. */
public final class MalformedSegmentException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedSegmentException(String what) {
        super(what, null, false, false);
    }
}
