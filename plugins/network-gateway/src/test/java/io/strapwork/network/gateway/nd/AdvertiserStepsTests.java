package io.strapwork.network.gateway.nd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdvertiserStepsTests {
    private static final long START = Long.MAX_VALUE - 5;

    private static long seconds(long count) {
        return START + Duration.ofSeconds(count).toNanos();
    }

    @Test
    void advertisesThriceInTheBeginningThenNowAndThen() {
        AdvertiserState state = AdvertiserState.begin(START);
        assertEquals(START, state.due());
        state = AdvertiserSteps.advertised(state, START, 0.5);
        assertEquals(seconds(16), state.due());
        state = AdvertiserSteps.advertised(state, seconds(16), 0.5);
        assertEquals(seconds(32), state.due());
        state = AdvertiserSteps.advertised(state, seconds(32), 0.5);
        assertEquals(seconds(32 + 400), state.due());
        state = AdvertiserSteps.advertised(state, seconds(432), 0);
        assertEquals(seconds(432 + 200), state.due());
    }

    @Test
    void asksAreAnsweredAtOnceButNotTooOften() {
        AdvertiserState state = AdvertiserSteps.advertised(AdvertiserState.begin(START), START, 0.5);
        assertEquals(seconds(3), AdvertiserSteps.solicited(state, seconds(1)).due(), "three seconds after the last one");
        assertEquals(seconds(7), AdvertiserSteps.solicited(state, seconds(7)).due());
        AdvertiserState waiting = AdvertiserSteps.solicited(state, seconds(1));
        assertSame(waiting, AdvertiserSteps.solicited(waiting, seconds(2)), "one answer is enough");
        AdvertiserState near = AdvertiserSteps.advertised(state, seconds(5), 0.5);
        assertEquals(seconds(8), AdvertiserSteps.solicited(near, seconds(6)).due());
    }
}
