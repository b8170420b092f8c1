package io.strapwork.api.trust;

import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Who would vouch for a part, as the profile has it: nothing was fetched yet.
 *
 * @param verifier its id
 * @param answer   the least that it demands
 * @param by       with which keys, certificates or digests: a line for each, with the file that it is in; or why there is none
 * @param of       those that it asks in turn: all of a list's verifier, of {@code all} each one, of {@code any} one of them
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Voucher(String verifier, Answer answer, List<String> by, List<Voucher> of) {
    public Voucher {
        by = List.copyOf(by);
        of = List.copyOf(of);
    }

    /** One that asks nobody. */
    public Voucher(String verifier, Answer answer, List<String> by) {
        this(verifier, answer, by, List.of());
    }

    /** Written out: those that a record has by itself are made at run time, a few milliseconds of each {@code explain}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Voucher its && verifier.equals(its.verifier) && answer == its.answer && by.equals(its.by)
                && of.equals(its.of);
    }

    @Override
    public int hashCode() {
        return 31 * verifier.hashCode() + by.hashCode();
    }

    /** What becomes of such a part. */
    public enum Answer {
        /** It has to be vouched for. */
        VOUCHES,
        /** It may pass without, as the profile's {@code uncovered} says. A wrong signature refuses it. */
        UNCOVERED,
        /** It is refused, whatever is fetched. */
        REFUSES,
        /** The verifier is not asked about such parts. */
        NOT_ASKED,
        /** Everything passes. */
        NOT_VERIFIED,
        /** The verifier can't tell before it has the part. */
        UNTOLD
    }
}
