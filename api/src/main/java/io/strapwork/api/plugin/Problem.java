package io.strapwork.api.plugin;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Something that went wrong, as a value. Its texts may quote what servers, images and profiles say: they are made printable and cut ({@link Printable}).
 *
 * @param code  stable and never reused, {@code SW-} and a family letter and three digits; {@code docs/problems/CODE.md} explains it
 * @param blame who can mend it
 * @param where a profile line, a plugin id, a URI, a byte offset; empty when there is no place
 * @param what  one sentence without a full stop, in the user's words
 * @param hint  what to do about it, may be several lines; empty when there is nothing to advise
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Problem(String code, Blame blame, String where, String what, String hint) {
    private static final Pattern CODE = Pattern.compile("SW-[PDWMLNFVTIHX][0-9]{3}");

    private static final Pattern LIBRARY = Pattern.compile("(java|javax|jdk|sun|io\\.netty|com\\.google)\\.");

    private static final int LONGEST = 2000;
    private static final int LONGEST_HINT = 16_000;

    public Problem {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not a problem code: " + code);
        }
        Objects.requireNonNull(blame);
        where = Printable.text(where, LONGEST);
        what = Printable.text(what, LONGEST);
        hint = Printable.text(hint, LONGEST_HINT);
    }

    /** The method whose code threw what nobody foresaw, for {@link #where}: what a library throws is its caller's fault, as far as anybody can tell. Empty without a trace. */
    public static Optional<String> thrownAt(Throwable thrown) {
        List<StackTraceElement> trace = List.of(thrown.getStackTrace());
        return trace.stream().filter(frame -> !LIBRARY.matcher(frame.getClassName()).lookingAt()).findFirst()
                .or(() -> trace.stream().findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName());
    }

    /** This exception ends the boot. */
    public StrapworkException asException() {
        return new StrapworkException(this);
    }
}
