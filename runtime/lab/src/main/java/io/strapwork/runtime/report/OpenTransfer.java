package io.strapwork.runtime.report;

import io.strapwork.api.plugin.Printable;
import java.util.ArrayList;
import java.util.List;

/** A fetch that goes on. However long it takes, few points of its progress are kept. */
final class OpenTransfer {
    private static final int MOST_POINTS = 256;
    private static final int MOST_WAITS = 100;
    private static final long WAIT_NANOS = 200_000_000;

    private final String name;
    private final String uri;
    private final long began;
    private final List<long[]> points = new ArrayList<>();
    private final List<long[]> waits = new ArrayList<>();
    private long step;
    private long last;

    OpenTransfer(String name, String uri, long now) {
        this.name = name;
        this.uri = uri;
        this.began = now;
        this.last = now;
    }

    void received(long bytes, long now) {
        if (now - last >= WAIT_NANOS && waits.size() < MOST_WAITS) {
            waits.add(new long[]{last, now});
        }
        last = now;
        if (points.isEmpty() || now - points.getLast()[0] >= step) {
            points.add(new long[]{now, bytes});
        }
        if (points.size() > MOST_POINTS) {
            for (int at = points.size() - 2; at > 0; at -= 2) {
                points.remove(at);
            }
            step = Math.max(1, (now - began) / (MOST_POINTS / 2));
        }
    }

    Span end(long now, String how, boolean done) {
        if (now - last >= WAIT_NANOS && waits.size() < MOST_WAITS) {
            waits.add(new long[]{last, now});
        }
        return new Span(Span.Lane.TRANSFER, Printable.line(name), Printable.line(how.isEmpty() ? uri : uri + ", " + how), began, now, done,
                points, waits);
    }
}
