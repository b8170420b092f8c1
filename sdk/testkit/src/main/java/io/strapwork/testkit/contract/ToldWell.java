package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.concurrent.Callable;

/** What must be right of every problem. */
final class ToldWell {
    private ToldWell() {}

    /** @param family the room's letter in codes of problems */
    static void check(StrapworkException refused, char family) {
        for (Problem problem : refused.problems()) {
            assertTrue(problem.code().matches("SW-[" + family + "][0-9]{3}"),
                    () -> "codes of this room begin with SW-" + family + ": " + problem.code());
            assertFalse(problem.what().isBlank() || problem.what().endsWith("."),
                    () -> "the message must be one sentence without a full stop: " + problem.what());
            assertTrue((problem.what() + problem.where()).chars().noneMatch(c -> c < ' ' || c == 127),
                    () -> "bytes from outside are copied into messages, which must be one line: " + problem);
        }
    }

    /** @throws AssertionError when it succeeds, or another exception comes out */
    static StrapworkException refuses(String what, char family, Callable<?> work) {
        try {
            work.call();
        } catch (StrapworkException e) {
            check(e, family);
            return e;
        } catch (Exception e) {
            throw new AssertionError(what + ": only StrapworkException may be thrown, but it threw: " + e, e);
        }
        throw new AssertionError(what + " should have been refused, but nothing was reported");
    }
}
