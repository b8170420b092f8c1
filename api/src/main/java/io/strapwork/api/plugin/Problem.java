package io.strapwork.api.plugin;

import java.util.Objects;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Something that went wrong, as a value.
 *
 * @param code  stable and never reused, {@code SW-} and a family letter and three digits; {@code docs/problems/CODE.md} explains it
 * @param blame who can mend it
 * @param where a profile line, a plugin id, a URI, a byte offset; empty when there is no place
 * @param what  one sentence without a full stop, in the user's words
 * @param hint  what to do about it, may be several lines; empty when there is nothing to advise
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Problem(String code, Blame blame, String where, String what, String hint) {
    private static final Pattern CODE = Pattern.compile("SW-[PDWMLNFTIHX][0-9]{3}");

    public Problem {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not a problem code: " + code);
        }
        Objects.requireNonNull(blame);
        Objects.requireNonNull(where);
        Objects.requireNonNull(what);
        Objects.requireNonNull(hint);
    }

    /** This exception ends the boot. */
    public StrapworkException asException() {
        return new StrapworkException(this);
    }
}
