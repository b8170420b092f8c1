package io.strapwork.cli;

/** The words of the call make no sense; the message is one sentence for the user, and may have a hint in a second line. */
final class CallException extends Exception {
    private static final long serialVersionUID = 1;

    CallException(String message) {
        super(message);
    }
}
