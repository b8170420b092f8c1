package io.strapwork.network.inet.ip;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of {@link NeighbourState}: pure functions of the state, what happened, and the time.
 *
 * @param retryNanos between two requests for one address (RFC 1122 2.3.2.1: at most one in a second; RFC 4861 RetransTimer)
 * @param freshNanos how long an answer is believed without asking (RFC 4861 ReachableTime)
 */
record NeighbourSteps(long retryNanos, long freshNanos) {
    /** Where no router says otherwise. */
    static final NeighbourSteps USUAL = new NeighbourSteps(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(60));
    /** What a router may ask for: less would flood the link, more would believe a dead neighbour for too long. */
    private static final long LEAST_RETRY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MOST_RETRY = TimeUnit.SECONDS.toNanos(10);
    private static final long LEAST_FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_FRESH = TimeUnit.HOURS.toNanos(1);
    /** How long what somebody said is used before the neighbour is asked (RFC 4861 DELAY_FIRST_PROBE_TIME). */
    static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(5);
    static final int MOST_BROADCASTS = 3;
    static final int MOST_UNICASTS = 2;

    enum Effect {
        NONE, WAIT, ASK_ALL, ASK_IT, GIVE_UP
    }

    record Step(NeighbourState next, Effect effect) {}

    /** With what a router advertises, in milliseconds; 0 changes nothing. */
    NeighbourSteps advertised(long retransTimer, long reachableTime) {
        return new NeighbourSteps(
                retransTimer == 0 ? retryNanos : Math.clamp(TimeUnit.MILLISECONDS.toNanos(retransTimer), LEAST_RETRY, MOST_RETRY),
                reachableTime == 0 ? freshNanos : Math.clamp(TimeUnit.MILLISECONDS.toNanos(reachableTime), LEAST_FRESH, MOST_FRESH));
    }

    /** A packet is to be sent to the neighbour. */
    Step used(@Nullable NeighbourState state, long now) {
        return switch (state) {
            case null -> new Step(new NeighbourState.Resolving(1, now + retryNanos), Effect.ASK_ALL);
            case NeighbourState.Known known when now - known.confirmedNanos() > freshNanos ->
                new Step(new NeighbourState.Doubted(known.hardware(), 1, now + retryNanos), Effect.ASK_IT);
            case NeighbourState.Suggested(long hardware) ->
                new Step(new NeighbourState.Doubted(hardware, 0, now + DELAY_NANOS), Effect.WAIT);
            default -> new Step(state, Effect.NONE);
        };
    }

    /** Whether the neighbour is there is to be known at once. */
    Step wanted(@Nullable NeighbourState state, long now) {
        return switch (state) {
            case NeighbourState.Suggested(long hardware) ->
                new Step(new NeighbourState.Doubted(hardware, 1, now + retryNanos), Effect.ASK_IT);
            case NeighbourState.Doubted(long hardware, int requests, long _) when requests == 0 ->
                new Step(new NeighbourState.Doubted(hardware, 1, now + retryNanos), Effect.ASK_IT);
            case null, default -> used(state, now);
        };
    }

    /** The time that a state waits for may have come. */
    Step due(NeighbourState state, long now) {
        return switch (state) {
            case NeighbourState.Resolving(int requests, long due) when now - due >= 0 ->
                requests < MOST_BROADCASTS
                        ? new Step(new NeighbourState.Resolving(requests + 1, now + retryNanos), Effect.ASK_ALL)
                        : new Step(state, Effect.GIVE_UP);
            case NeighbourState.Doubted(long hardware, int requests, long due) when now - due >= 0 ->
                requests < MOST_UNICASTS
                        ? new Step(new NeighbourState.Doubted(hardware, requests + 1, now + retryNanos), Effect.ASK_IT)
                        : new Step(new NeighbourState.Resolving(1, now + retryNanos), Effect.ASK_ALL);
            default -> new Step(state, Effect.NONE);
        };
    }

    boolean isReachable(NeighbourState state, long now) {
        return switch (state) {
            case NeighbourState.Known known -> now - known.confirmedNanos() <= freshNanos;
            case NeighbourState.Fixed fixed -> true;
            case NeighbourState.Resolving resolving -> false;
            case NeighbourState.Suggested suggested -> false;
            case NeighbourState.Doubted doubted -> false;
        };
    }

    /** Somebody said where the neighbour is: believed, and asked about when it is used. */
    static NeighbourState suggested(NeighbourState state, long hardware) {
        return state instanceof NeighbourState.Fixed ? state : new NeighbourState.Suggested(hardware);
    }

    /** The neighbour said where it is. */
    static NeighbourState heard(@Nullable NeighbourState state, long hardware, long now) {
        return state instanceof NeighbourState.Fixed ? state : new NeighbourState.Known(hardware, now);
    }
}
