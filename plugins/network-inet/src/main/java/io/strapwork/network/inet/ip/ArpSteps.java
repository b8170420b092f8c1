package io.strapwork.network.inet.ip;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The transitions of {@link ArpState}: pure functions of the state, what happened, and the time. */
final class ArpSteps {
    /** Between two requests for one address (RFC 1122 2.3.2.1: at most one in a second). */
    static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long an answer is believed without asking. */
    static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(60);
    static final int MOST_BROADCASTS = 3;
    static final int MOST_UNICASTS = 2;

    private ArpSteps() {}

    enum Effect {
        NONE, ASK_ALL, ASK_IT, GIVE_UP
    }

    record Step(ArpState next, Effect effect) {}

    /** A packet is to be sent to the neighbour. */
    static Step used(@Nullable ArpState state, long now) {
        return switch (state) {
            case null -> new Step(new ArpState.Resolving(1, now + RETRY_NANOS), Effect.ASK_ALL);
            case ArpState.Known known when now - known.confirmedNanos() > FRESH_NANOS ->
                new Step(new ArpState.Doubted(known.hardware(), 1, now + RETRY_NANOS), Effect.ASK_IT);
            default -> new Step(state, Effect.NONE);
        };
    }

    /** The time that a state waits for may have come. */
    static Step due(ArpState state, long now) {
        return switch (state) {
            case ArpState.Resolving(int requests, long due) when now - due >= 0 ->
                requests < MOST_BROADCASTS
                        ? new Step(new ArpState.Resolving(requests + 1, now + RETRY_NANOS), Effect.ASK_ALL)
                        : new Step(state, Effect.GIVE_UP);
            case ArpState.Doubted(long hardware, int requests, long due) when now - due >= 0 ->
                requests < MOST_UNICASTS
                        ? new Step(new ArpState.Doubted(hardware, requests + 1, now + RETRY_NANOS), Effect.ASK_IT)
                        : new Step(new ArpState.Resolving(1, now + RETRY_NANOS), Effect.ASK_ALL);
            default -> new Step(state, Effect.NONE);
        };
    }

    /** The neighbour said where it is. */
    static ArpState heard(@Nullable ArpState state, long hardware, long now) {
        return state instanceof ArpState.Fixed ? state : new ArpState.Known(hardware, now);
    }
}
