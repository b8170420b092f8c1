package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What this computer can't do is not the network's fault, nor a plugin's. */
class FailureTests {
    private static final Problem NETWORK = new Problem("SW-F101", Blame.PEER, "http://10.0.2.2/x", "the connection broke", "");

    private static String told(Throwable thrown) {
        List<Problem> problems = Failure.inBoot(thrown, "fetch", "http");
        return problems.stream().map(problem -> problem.code() + " " + problem.blame()).reduce("", String::concat);
    }

    @Test
    void outOfMemoryIsTheHosts() {
        assertEquals("SW-X102 HOST", told(new OutOfMemoryError("Direct buffer memory")));
        assertEquals("SW-X102 HOST", told(new CompletionException(new IllegalStateException(new OutOfMemoryError()))));
        assertEquals("SW-X102 HOST", told(new StrapworkException(NETWORK, new OutOfMemoryError("unable to create native thread"))));
        assertEquals("SW-F101 PEER", told(new StrapworkException(NETWORK, new IllegalStateException())));
    }

    @Test
    void aPageThatNoDiskHasRoomForIsTheHosts() {
        assertEquals("SW-X105 HOST",
                told(new InternalError("a fault occurred in a recent unsafe memory access operation in compiled Java code")));
        assertEquals("SW-X105 HOST",
                told(new StrapworkException(NETWORK, new InternalError("a fault occurred in an unsafe memory access operation"))));
        assertEquals("SW-X101 BUG", told(new InternalError("another")));
    }

    /** A cause may be its own cause's cause. */
    @Test
    void causesInACircleEnd() {
        var one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("two", one));
        assertEquals("SW-X101 BUG", told(one));
    }
}
