package io.strapwork.network.inet.tcp;

/**
 * Counts what has been delivered and what was lost, and makes one sample of each acknowledgement: the rate at which the path delivers, its round trip, its losses
 * (draft-ietf-ccwg-bbr section 4.1, "Delivery Rate Samples"). Times in nanoseconds, volumes in bytes, rates in bytes a second.
 */
final class Delivery {
    private static final double NANOS = 1e9;

    private long delivered;
    private long deliveredAt;
    private long firstSentAt;
    private long lost;
    /** The application has no more to send until this much is delivered; 0 when it has. */
    private long limitedUntil;

    // the sample
    private long before;
    private long lostBefore;
    private long priorDelivered;
    private long priorAt;
    private long priorLost;
    private long newestSentAt;
    private long elapsed;
    private boolean limited;
    private boolean any;
    private int volume;
    private long roundTrip;
    private double rate;

    /** Since the connection began. */
    long delivered() {
        return delivered;
    }

    /** A segment is being sent, for the first time or again; the flight counts it already. */
    void sent(Flight flight, int id, long now) {
        if (flight.out() == flight.bytes(id)) {
            firstSentAt = now;
            deliveredAt = now;
        }
        flight.stamp(id, now, delivered, deliveredAt, firstSentAt, lost, limitedUntil != 0);
    }

    /** The sender has nothing more to send although the window is open. */
    void applicationLimited(int out) {
        limitedUntil = Math.max(1, delivered + out);
    }

    /** An acknowledgement begins. */
    void begin() {
        before = delivered;
        lostBefore = lost;
        any = false;
        roundTrip = -1;
        rate = 0;
    }

    /** It says that this one has arrived. Asked once for each, before it leaves the flight. */
    void arrived(Flight flight, int id, long now) {
        delivered += flight.bytes(id);
        deliveredAt = now;
        long sentAt = flight.sentAt(id);
        if (!any || flight.delivered(id) > priorDelivered || flight.delivered(id) == priorDelivered && sentAt - newestSentAt > 0) {
            any = true;
            newestSentAt = sentAt;
            priorDelivered = flight.delivered(id);
            priorAt = flight.deliveredAt(id);
            priorLost = flight.lostBefore(id);
            limited = flight.isLimited(id);
            volume = flight.volume(id);
            elapsed = sentAt - flight.firstSentAt(id);
        }
        if (!flight.isRepeated(id)) {
            roundTrip = roundTrip < 0 ? now - sentAt : Math.min(roundTrip, now - sentAt);
        }
    }

    /** Part of a segment has arrived. */
    void arrived(int bytes) {
        delivered += bytes;
    }

    void lost(int bytes) {
        lost += bytes;
    }

    /** The acknowledgement has been gone through. @param least the shortest round trip seen, or 0: a sample over less time is an echo of something older */
    void finish(long least) {
        if (limitedUntil != 0 && delivered > limitedUntil) {
            limitedUntil = 0;
        }
        if (!any) {
            return;
        }
        firstSentAt = newestSentAt;
        long interval = Math.max(elapsed, deliveredAt - priorAt);
        rate = interval > 0 && interval >= least ? (delivered - priorDelivered) * NANOS / interval : 0;
    }

    /** Whether it told of any arrival. */
    boolean any() {
        return any;
    }

    /** Newly delivered by this acknowledgement. */
    int newlyDelivered() {
        return (int) (delivered - before);
    }

    /** Found lost by this acknowledgement. */
    int newlyLost() {
        return (int) (lost - lostBefore);
    }

    /** 0 when there is none. */
    double rate() {
        return rate;
    }

    /** Delivered since the sample's segment was sent. */
    long volumeDelivered() {
        return any ? delivered - priorDelivered : 0;
    }

    /** What had been delivered when the sample's segment was sent. */
    long priorDelivered() {
        return priorDelivered;
    }

    /** On the way when it was sent. */
    int volume() {
        return volume;
    }

    /** Lost since it was sent. */
    long lostSince() {
        return lost - priorLost;
    }

    /** Lost since the connection began. */
    long lost() {
        return lost;
    }

    boolean limited() {
        return limited;
    }

    boolean applicationLimited() {
        return limitedUntil != 0;
    }

    /** Of what was sent last, and never again; or -1. */
    long roundTrip() {
        return roundTrip;
    }
}
