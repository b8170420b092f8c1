package io.strapwork.trust.compose;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Problem;

/** What became of a list. */
sealed interface VouchedList {
    /**
     * It counts.
     *
     * @param part its file
     * @param by   who vouches for it
     */
    record Good(FetchedPart part, SumList sums, String by) implements VouchedList {}

    /** It doesn't. */
    record Bad(Problem problem) implements VouchedList {}
}
