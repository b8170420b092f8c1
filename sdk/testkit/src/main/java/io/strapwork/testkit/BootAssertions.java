package io.strapwork.testkit;

import io.strapwork.runtime.outcome.BootOutcome;

/** Where assertions on a boot begin. */
public final class BootAssertions {
    private BootAssertions() {}

    public static OutcomeAssert assertThat(BootOutcome outcome) {
        return new OutcomeAssert(outcome);
    }
}
