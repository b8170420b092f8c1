package io.strapwork.runtime.probe;

import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;

/**
 * Something that is wrong with a network, as a linter says it.
 *
 * @param rule a name such as {@code two-dhcp-servers}, or the code of the problem that a boot has
 * @param what one sentence that can be shown
 * @param hint what to do about it; may be empty
 */
public record Finding(String rule, String what, String hint) {
    public Finding {
        what = Printable.line(what, 1000);
        hint = Printable.line(hint, 1000);
    }

    static Finding of(Problem problem) {
        return new Finding(problem.code(), (problem.where().isEmpty() ? "" : problem.where() + ": ") + problem.what(), problem.hint());
    }
}
