package io.strapwork.network.gateway.tftp;

import io.strapwork.network.gateway.tftp.TftpServerState.Ended;
import io.strapwork.network.gateway.tftp.TftpServerState.Offering;
import io.strapwork.network.gateway.tftp.TftpServerState.Sending;
import java.time.Duration;
import java.util.Optional;

/**
 * The sending side of TFTP (RFC 1350 2, 7440 4) as a function of state and event.
 *
 * @param terms  what was agreed on
 * @param blocks the number of the last one
 */
record TftpServerSteps(TftpTerms terms, long blocks) {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(8);
    /** What the attempts last when the client has no wish. A wish for quick repeats (RFC 2349) is none for an early end. */
    private static final Duration PATIENCE = Duration.ofSeconds(31);

    /** What came from the client, or did not. */
    sealed interface Event {
        record Received(TftpMessage message) implements Event {}

        record TimedOut() implements Event {}
    }

    /** What is to be done. */
    sealed interface Effect {
        record SendOptions() implements Effect {}

        /** Blocks {@code from} to {@code to}, both sent. */
        record SendBlocks(long from, long to) implements Effect {}

        record SendError(TftpMessage.ErrorCode code, String text) implements Effect {}
    }

    /**
     * @param reason  for the trace
     * @param restart whether the timer starts anew
     */
    record Step(TftpServerState state, Optional<Effect> effect, boolean restart, String reason) {}

    Step start() {
        return terms.agreed().isEmpty()
                ? window(0, false, "no options")
                : new Step(new Offering(1), Optional.of(new Effect.SendOptions()), true, "options");
    }

    Step next(TftpServerState state, Event event) {
        return switch (event) {
            case Event.TimedOut _ -> timedOut(state);
            case Event.Received(TftpMessage message) -> switch (message) {
                case TftpMessage.Acknowledgement(int block) -> acknowledged(state, block);
                case TftpMessage.Failure(int code, String text) -> ended("the client ended it: " + code + " " + text);
                case TftpMessage.Request _ -> new Step(state, Optional.empty(), false, "a request in a transfer");
            };
        };
    }

    /** How long to wait in this state. */
    Duration patience(TftpServerState state) {
        int attempts = switch (state) {
            case Offering(int count) -> count;
            case Sending sending -> sending.attempts();
            case Ended _ -> 1;
        };
        Duration backedOff = FIRST_TIMEOUT.multipliedBy(1L << attempts - 1);
        return terms.timeout().orElse(backedOff.compareTo(LONGEST_TIMEOUT) < 0 ? backedOff : LONGEST_TIMEOUT);
    }

    private int mostAttempts() {
        return terms.timeout().map(wish -> Math.max(ATTEMPTS, (int) PATIENCE.dividedBy(wish))).orElse(ATTEMPTS);
    }

    private Step acknowledged(TftpServerState state, int block) {
        return switch (state) {
            case Offering _ ->
                block == 0 ? window(0, false, "options agreed") : new Step(state, Optional.empty(), false, "block before options");
            case Sending sending -> acknowledged(sending, block);
            case Ended _ -> new Step(state, Optional.empty(), false, "over");
        };
    }

    private Step acknowledged(Sending sending, int block) {
        long number = sending.acknowledged() + (block - sending.acknowledged() & 0xffff);
        if (number > sending.sent()) {
            return new Step(sending, Optional.empty(), false, "an old acknowledgement");
        }
        if (number == blocks) {
            return ended("complete");
        }
        if (number > sending.acknowledged()) {
            return window(number, false, "acknowledged");
        }
        // With one block at a time this is a duplicate, and answering it would double all traffic from here on (RFC 1123 4.2.3.1). In a window it means
        // that the first block was lost; once is enough.
        if (terms.windowBlocks() == 1 || sending.wentBack()) {
            return new Step(sending, Optional.empty(), false, "a repeated acknowledgement");
        }
        return window(number, true, "the client misses the first block of the window");
    }

    private Step window(long acknowledged, boolean wentBack, String reason) {
        long last = Math.min(blocks, acknowledged + terms.windowBlocks());
        return new Step(new Sending(acknowledged, last, wentBack, 1), Optional.of(new Effect.SendBlocks(acknowledged + 1, last)), true,
                reason);
    }

    private Step timedOut(TftpServerState state) {
        return switch (state) {
            case Offering(int attempts) when attempts < mostAttempts() ->
                new Step(new Offering(attempts + 1), Optional.of(new Effect.SendOptions()), true, "options again");
            case Sending(long acknowledged, long sent, boolean _, int attempts) when attempts < mostAttempts() ->
                new Step(new Sending(acknowledged, sent, false, attempts + 1), Optional.of(new Effect.SendBlocks(acknowledged + 1, sent)),
                        true,
                        "blocks again");
            default -> new Step(new Ended("the client is silent"),
                    Optional.of(new Effect.SendError(TftpMessage.ErrorCode.NOT_DEFINED, "timed out")),
                    false, "no answer");
        };
    }

    private static Step ended(String reason) {
        return new Step(new Ended(reason), Optional.empty(), false, reason);
    }
}
