package io.strapwork.network.gateway.nd;

import java.time.Duration;

/** When a router advertises itself (RFC 4861 section 6.2), as functions of state and time. */
final class AdvertiserSteps {
    /** MIN_DELAY_BETWEEN_RAS. */
    private static final long SHORTEST = Duration.ofSeconds(3).toNanos();
    /** MinRtrAdvInterval and MaxRtrAdvInterval, as usual. */
    private static final long LEAST = Duration.ofSeconds(200).toNanos();
    private static final long MOST = Duration.ofSeconds(600).toNanos();
    /** MAX_INITIAL_RTR_ADVERTISEMENTS and MAX_INITIAL_RTR_ADVERT_INTERVAL. */
    private static final int INITIAL = 3;
    private static final long INITIAL_MOST = Duration.ofSeconds(16).toNanos();

    private AdvertiserSteps() {}

    /**
     * It has just advertised itself to all.
     *
     * @param draw random, from 0 to below 1
     */
    static AdvertiserState advertised(AdvertiserState state, long now, double draw) {
        int sent = Math.min(state.sent() + 1, INITIAL);
        long usual = LEAST + (long) (draw * (MOST - LEAST));
        return new AdvertiserState(sent, now, now + (sent < INITIAL ? Math.min(usual, INITIAL_MOST) : usual));
    }

    /** A host without an address has asked. All are answered, at once unless they were answered just now; RFC 4861 section 6.2.6 lets routers that are not alone wait a little. */
    static AdvertiserState solicited(AdvertiserState state, long now) {
        long due = state.sent() == 0 || state.last() + SHORTEST - now < 0 ? now : state.last() + SHORTEST;
        return due - state.due() < 0 ? new AdvertiserState(state.sent(), state.last(), due) : state;
    }
}
