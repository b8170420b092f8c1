package io.strapwork.trust.openpgp;

import java.io.Serial;

/** A file is not what it should be. The message goes on after "the signature can't be read: ". */
final class MalformedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedException(String what) {
        super(what);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
