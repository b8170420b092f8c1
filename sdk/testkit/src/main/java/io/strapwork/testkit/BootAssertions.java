package io.strapwork.testkit;

import io.strapwork.runtime.outcome.BootOutcome;
import org.apiguardian.api.API;

/** Where assertions on a boot begin. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BootAssertions {
    private BootAssertions() {}

    public static OutcomeAssert assertThat(BootOutcome outcome) {
        return new OutcomeAssert(outcome);
    }
}
