package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.Test;

class LeavesOutTests {
    @LeavesOut(value = "keepsNothingStatic", because = "the toy says so")
    static class One extends ImageVerifierContractTests.Contract {
        One() {
            super(ImageVerifierContractTests.Fault.NONE);
        }
    }

    @LeavesOut(value = "keepsNothingToItself", because = "it was renamed")
    static class Unknown extends ImageVerifierContractTests.Contract {
        Unknown() {
            super(ImageVerifierContractTests.Fault.NONE);
        }
    }

    @Test
    void oneIsSkippedAndTheOthersRun() {
        var summary = Verdicts.of(selectClass(One.class));
        assertEquals(1, summary.getTestsSkippedCount());
        assertEquals(0, summary.getTotalFailureCount(), () -> Verdicts.failures(summary));
        assertTrue(summary.getTestsSucceededCount() > 8);
    }

    @Test
    void theOneAloneIsSkippedToo() {
        assertEquals(1, Verdicts.of(selectMethod(One.class, "keepsNothingStatic")).getTestsSkippedCount());
    }

    @Test
    void aNameThatNoTestHasIsAnError() {
        var summary = Verdicts.of(selectClass(Unknown.class));
        assertTrue(Verdicts.failures(summary).contains("@LeavesOut(\"keepsNothingToItself\"): Unknown has no such test"),
                () -> Verdicts.failures(summary));
    }
}
