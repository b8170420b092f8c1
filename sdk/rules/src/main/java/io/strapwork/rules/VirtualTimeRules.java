package io.strapwork.rules;

import java.util.Map;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** {@link WaitingRules}, and nobody looks at the computer's clock: for modules whose tests run in virtual time. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class VirtualTimeRules extends WaitingRules {
    static final Calls LOOKS = new Calls(Map.ofEntries(
            Map.entry("java.lang.System", Calls.named("currentTimeMillis", "nanoTime")),
            Map.entry("java.time.Instant", Calls.named("now")),
            Map.entry("java.time.LocalDate", Calls.named("now")),
            Map.entry("java.time.LocalDateTime", Calls.named("now")),
            Map.entry("java.time.OffsetDateTime", Calls.named("now")),
            Map.entry("java.time.ZonedDateTime", Calls.named("now")),
            Map.entry("java.time.Clock", Calls.named("systemUTC", "systemDefaultZone")),
            Map.entry("io.netty.util.concurrent.Ticker", Calls.named("systemTicker")),
            Map.entry("io.strapwork.api.time.BootClock", Calls.named("system"))));

    /** Classes that look at the computer's clock, and why; as {@link #exceptions}. */
    protected Map<String, String> realTime() {
        return Map.of();
    }

    @Test
    void nobodyLooksAtTheComputersClock() {
        check(LOOKS, realTime(), "get the time from the boot's clock");
    }

    @Test
    void eachOfRealTimeLooks() {
        checkNeeded(LOOKS, realTime());
    }
}
