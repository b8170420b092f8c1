package io.strapwork.api.fetch;

import io.strapwork.api.plugin.Printable;
import org.apiguardian.api.API;

/**
 * Something in a configuration that is not understood, or not possible here.
 *
 * @param file   of the configuration
 * @param line   from 1 on; 0 for the file as a whole
 * @param column from 1 on; 0 for the line as a whole
 * @param what   one sentence without a full stop, such as {@code "the command \"sanboot\" needs a SAN, which is not there"}
 * @param hint   what to do about it; may be empty
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Remark(BootUri file, int line, int column, String what, String hint) {
    private static final int LONGEST = 1000;

    /** Configurations come from strangers: what is quoted of them is made printable and cut. */
    public Remark {
        what = Printable.text(what, LONGEST);
        hint = Printable.text(hint, LONGEST);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + what + (hint.isEmpty() ? "" : " (" + hint + ")");
    }
}
