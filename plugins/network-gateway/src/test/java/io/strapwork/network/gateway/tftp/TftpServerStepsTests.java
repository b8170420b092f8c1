package io.strapwork.network.gateway.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.network.gateway.tftp.TftpServerState.Ended;
import io.strapwork.network.gateway.tftp.TftpServerState.Offering;
import io.strapwork.network.gateway.tftp.TftpServerState.Sending;
import io.strapwork.network.gateway.tftp.TftpServerSteps.Effect;
import io.strapwork.network.gateway.tftp.TftpServerSteps.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TftpServerStepsTests {
    @Test
    void withoutOptionsTheFirstBlockAnswers() {
        var steps = steps(Map.of(), 3);
        assertEquals(Optional.of(new Effect.SendBlocks(1, 1)), steps.start().effect());
        assertEquals(Optional.of(new Effect.SendBlocks(2, 2)), ack(steps, steps.start().state(), 1).effect());
        assertInstanceOf(Ended.class, ack(steps, new Sending(2, 3, false, 1), 3).state());
    }

    @Test
    void optionsAreAcknowledgedFirst() {
        var steps = steps(Map.of("windowsize", "4"), 10);
        assertEquals(new Offering(1), steps.start().state());
        assertEquals(Optional.of(new Effect.SendOptions()), steps.start().effect());
        assertEquals(Optional.of(new Effect.SendBlocks(1, 4)), ack(steps, steps.start().state(), 0).effect());
        assertEquals(Optional.empty(), ack(steps, steps.start().state(), 1).effect());
    }

    @Test
    void repeatedAcknowledgementsAreNotAnsweredBlockByBlock() {
        var steps = steps(Map.of(), 9);
        var step = ack(steps, new Sending(4, 5, false, 1), 4);
        assertEquals(Optional.empty(), step.effect());
        assertEquals("a repeated acknowledgement", step.reason());
        assertEquals("an old acknowledgement", ack(steps, new Sending(4, 5, false, 1), 3).reason());
    }

    @Test
    void aWindowGoesOnBehindWhatArrived() {
        var steps = steps(Map.of("windowsize", "4"), 100);
        assertEquals(Optional.of(new Effect.SendBlocks(7, 10)), ack(steps, new Sending(4, 8, false, 1), 6).effect());
        assertEquals(Optional.of(new Effect.SendBlocks(9, 12)), ack(steps, new Sending(4, 8, false, 1), 8).effect());
        var back = ack(steps, new Sending(4, 8, false, 1), 4);
        assertEquals(Optional.of(new Effect.SendBlocks(5, 8)), back.effect());
        assertEquals(Optional.empty(), ack(steps, back.state(), 4).effect());
    }

    @Test
    void blockNumbersRollOver() {
        var steps = steps(Map.of(), 70_000);
        assertEquals(Optional.of(new Effect.SendBlocks(65_537, 65_537)), ack(steps, new Sending(65_535, 65_536, false, 1), 0).effect());
        var wide = steps(Map.of("windowsize", "65535", "blksize", "8"), 200_000);
        assertEquals(Optional.of(new Effect.SendBlocks(131_073, 131_073 + 65_534)),
                ack(wide, new Sending(65_537, 131_072, false, 1), 0).effect());
    }

    @Test
    void silenceIsBorneForAWhile() {
        var steps = steps(Map.of(), 3);
        TftpServerState state = steps.start().state();
        Duration waited = Duration.ZERO;
        int sent = 1;
        while (true) {
            waited = waited.plus(steps.patience(state));
            var step = steps.next(state, new Event.TimedOut());
            state = step.state();
            if (state instanceof Ended) {
                assertInstanceOf(Effect.SendError.class, step.effect().orElseThrow());
                break;
            }
            assertEquals(Optional.of(new Effect.SendBlocks(1, 1)), step.effect());
            sent++;
        }
        assertEquals(6, sent);
        assertEquals(Duration.ofSeconds(1 + 2 + 4 + 8 + 8 + 8), waited);
        assertEquals(Duration.ofSeconds(3), steps(Map.of("timeout", "3"), 3).patience(new Sending(0, 1, false, 4)));
    }

    /** RFC 2349 lets a client wish when blocks are repeated, not when the server gives up. */
    @Test
    void quickRepeatsDoNotEndItSooner() {
        assertEquals(Duration.ofSeconds(31), borne(steps(Map.of("timeout", "1"), 3)));
        assertEquals(Duration.ofSeconds(30), borne(steps(Map.of("timeout", "2"), 3)));
        assertEquals(Duration.ofSeconds(6 * 255), borne(steps(Map.of("timeout", "255"), 3)));
        assertEquals(Duration.ofSeconds(31), borne(steps(Map.of("timeout", "1", "utimeout", "250000"), 3)));
    }

    private static Duration borne(TftpServerSteps steps) {
        TftpServerState state = ack(steps, steps.start().state(), 0).state();
        Duration waited = Duration.ZERO;
        while (!(state instanceof Ended)) {
            waited = waited.plus(steps.patience(state));
            state = steps.next(state, new Event.TimedOut()).state();
        }
        return waited;
    }

    @Test
    void theClientMayEndIt() {
        var steps = steps(Map.of("tsize", "0"), 3);
        var step = steps.next(steps.start().state(), new Event.Received(new TftpMessage.Failure(8, "no tsize")));
        assertEquals(new Ended("the client ended it: 8 no tsize"), step.state());
    }

    @Test
    void optionsAreAgreedOnWithinReason() {
        var terms = TftpTerms.of(Map.of("blksize", "99999", "windowsize", "64", "timeout", "5", "tsize", "0", "foo", "1"),
                OptionalLong.of(77));
        assertEquals(65464, terms.blockBytes());
        assertEquals(16, terms.windowBlocks());
        assertEquals(Map.of("blksize", "65464", "windowsize", "16", "timeout", "5", "tsize", "77"), terms.agreed());
        var bad = TftpTerms.of(Map.of("blksize", "7", "windowsize", "0", "timeout", "256", "tsize", "-1"), OptionalLong.of(77));
        assertEquals(new TftpTerms(512, 1, Optional.empty(), Map.of()), bad);
        assertTrue(TftpTerms.of(Map.of("tsize", "0"), OptionalLong.empty()).agreed().isEmpty());
        var fine = TftpTerms.of(Map.of("timeout", "1", "utimeout", "250000"), OptionalLong.empty());
        assertEquals(new TftpTerms(512, 1, Optional.of(Duration.ofMillis(250)), Map.of("timeout", "1", "utimeout", "250000")), fine);
        assertEquals(Map.of(), TftpTerms.of(Map.of("utimeout", "9999"), OptionalLong.empty()).agreed());
    }

    private static TftpServerSteps steps(Map<String, String> options, long blocks) {
        return new TftpServerSteps(TftpTerms.of(options, OptionalLong.of(1)), blocks);
    }

    private static TftpServerSteps.Step ack(TftpServerSteps steps, TftpServerState state, int block) {
        return steps.next(state, new Event.Received(new TftpMessage.Acknowledgement(block)));
    }
}
