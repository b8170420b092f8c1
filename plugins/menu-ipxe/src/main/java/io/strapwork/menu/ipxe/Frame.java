package io.strapwork.menu.ipxe;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A script that runs, between two commands. Immutable, so that a run can be continued in several ways.
 *
 * @param caller  the script that chained it; null for the first one
 * @param next    index of the line that comes after this one
 * @param line    index of the line that runs; -1 when none does
 * @param at      index of the token that the line's next command begins with
 * @param joined  what stands before that command
 * @param failure why the command before it failed; empty when it did not
 */
record Frame(Script script, @Nullable Frame caller, int depth, int next, int line, int at, Joint joined, Optional<Failure> failure) {
    /** What stands between two commands of a line. */
    enum Joint {
        /** The line's begin, or a semicolon. */
        ALWAYS,
        /** {@code &&} */
        ON_SUCCESS,
        /** {@code ||} */
        ON_FAILURE,
        /** The line's end, or a comment. */
        END;

        boolean runs(Optional<Failure> failure) {
            return switch (this) {
                case ALWAYS -> true;
                case ON_SUCCESS -> failure.isEmpty();
                case ON_FAILURE -> failure.isPresent();
                case END -> false;
            };
        }
    }

    static Frame of(Script script, @Nullable Frame caller) {
        return new Frame(script, caller, caller == null ? 1 : caller.depth() + 1, 0, -1, 0, Joint.END, Optional.empty());
    }

    /** At the begin of its next line. */
    Frame advanced() {
        return new Frame(script, caller, depth, next + 1, next, 0, Joint.ALWAYS, Optional.empty());
    }

    /** Before a line, with none running. */
    Frame before(int index) {
        return new Frame(script, caller, depth, index, -1, 0, Joint.END, Optional.empty());
    }

    Frame after(int token, Joint joint) {
        return new Frame(script, caller, depth, next, line, token, joint, failure);
    }

    Frame finished(Optional<Failure> result) {
        return new Frame(script, caller, depth, next, line, at, joined, result);
    }

    List<Script.Token> tokens() {
        return script.line(line).tokens();
    }

    Source source(int offset) {
        Script.Place place = script.line(line).place(offset);
        return new Source(script.uri(), place.line(), place.column());
    }
}
