package io.strapwork.runtime.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives spans to the JDK's flight recorder, which takes the times itself: a room or step begins where the one before it ended, a transfer when it is told. Costs next to nothing while nobody
 * records. One thread at a time.
 */
final class FlightSpans {
    private static final int MOST_OPEN = 64;

    private final Map<String, BootSpanEvent> transfers = new HashMap<>();
    private BootSpanEvent walking = begun();

    private static BootSpanEvent begun() {
        var event = new BootSpanEvent();
        event.begin();
        return event;
    }

    /** A transfer begins. */
    void begin(String name) {
        if (transfers.size() < MOST_OPEN) {
            transfers.put(name, begun());
        }
    }

    /** It has ended now. */
    void span(Span span) {
        BootSpanEvent event = span.lane() == Span.Lane.TRANSFER ? transfers.remove(span.name()) : walking;
        if (event == null) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            event.lane = span.lane().word();
            event.name = span.name();
            event.detail = span.detail();
            event.done = span.done();
            event.commit();
        }
        if (span.lane() != Span.Lane.TRANSFER) {
            walking = begun();
        }
    }
}
