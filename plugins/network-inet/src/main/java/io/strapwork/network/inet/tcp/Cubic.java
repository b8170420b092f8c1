package io.strapwork.network.inet.tcp;

/** CUBIC (RFC 9438) with proportional rate reduction while losses are repaired (RFC 9937). */
final class Cubic implements CongestionControl {
    /** C, in segments per cubic second. */
    private static final double SCALE = 0.4;
    private static final double BETA = 0.7;
    private static final double NANOS = 1e9;

    private final int most;
    private int segment;
    private double window;
    private int threshold = Integer.MAX_VALUE;
    /** W_max in bytes, or 0. */
    private double peak;
    private double friendly;
    private double wait;
    private boolean inEpoch;
    private long epoch;
    private double priorWindow;
    private int priorThreshold;
    private double priorPeak;
    private boolean reducing;
    private int recoverFlight;
    private long reducedDelivered;
    private long reducedOut;

    Cubic(int segment, int most) {
        this.segment = segment;
        this.most = Math.max(most, segment);
        this.window = CongestionControl.initialWindow(segment);
    }

    @Override
    public int window() {
        return (int) window;
    }

    int threshold() {
        return threshold;
    }

    @Override
    public void sent(int bytes, int out, boolean applicationLimited, long now) {
        reducedOut += bytes;
    }

    @Override
    public void acknowledged(Delivery sample, int cumulative, int before, int out, boolean recovering, long smoothed, long now) {
        if (reducing) {
            reduce(sample, cumulative, out);
            return;
        }
        boolean limited = window < threshold ? 2L * before >= window : before + segment >= window;
        if (!limited || cumulative == 0) {
            return;
        }
        if (window < threshold) {
            window = Math.min(most, Math.min(window + cumulative, Math.max(window, (double) threshold) + segment));
        } else {
            avoid(cumulative, smoothed, now);
        }
    }

    /** RFC 9937 section 6.2. */
    private void reduce(Delivery sample, int cumulative, int out) {
        int delivered = Math.max(sample.newlyDelivered(), 0);
        reducedDelivered += delivered;
        long allowance;
        if (out > threshold) {
            allowance = Math.ceilDiv(reducedDelivered * threshold, recoverFlight) - reducedOut;
        } else {
            allowance = Math.max(reducedDelivered - reducedOut, delivered);
            if (cumulative > 0 && sample.newlyLost() == 0) {
                allowance += segment;
            }
            allowance = Math.min(allowance, threshold - out);
        }
        if (reducedOut == 0) {
            allowance = Math.max(allowance, segment);
        }
        window = Math.max(segment, out + Math.max(0, allowance));
    }

    private void avoid(int bytes, long smoothed, long now) {
        if (!inEpoch) {
            inEpoch = true;
            epoch = now;
            friendly = window;
            wait = window < peak ? StrictMath.cbrt((peak - window) / segment / SCALE) : 0;
            peak = Math.max(peak, window);
        }
        double time = (now - epoch + smoothed) / NANOS - wait;
        double target = Math.clamp(peak + SCALE * time * time * time * segment, window, 1.5 * window);
        double acked = Math.min(bytes, window);
        // section 4.3: at least what Reno would have
        double slope = friendly >= priorWindow ? 1 : 3 * (1 - BETA) / (1 + BETA);
        friendly += slope * segment * acked / window;
        window = Math.min(most, Math.max(window + (target - window) * acked / window, Math.min(friendly, window + acked)));
    }

    private void save() {
        priorWindow = window;
        priorThreshold = threshold;
        priorPeak = peak;
    }

    /** Section 4.6 and 4.7. */
    private void fall(int flight) {
        save();
        peak = window < peak ? window * (1 + BETA) / 2 : window;
        threshold = Math.max((int) (flight * BETA), 2 * segment);
        inEpoch = false;
    }

    @Override
    public void recovers(int out, long now) {
        fall(out);
        reducing = true;
        recoverFlight = Math.max(out, segment);
        reducedDelivered = 0;
        reducedOut = 0;
    }

    @Override
    public void recovered(long now) {
        if (reducing) {
            reducing = false;
            window = threshold;
        }
    }

    @Override
    public void timedOut(int before, int out, boolean again, long now) {
        if (!again) {
            fall(before);
        }
        reducing = false;
        inEpoch = false;
        window = segment;
    }

    @Override
    public void spurious(long now) {
        reducing = false;
        window = Math.max(window, priorWindow);
        threshold = priorThreshold;
        peak = priorPeak;
        inEpoch = false;
    }

    /** RFC 5681 section 4.1. */
    @Override
    public void idled() {
        window = Math.min(window, CongestionControl.initialWindow(segment));
        inEpoch = false;
    }

    @Override
    public void segmented(int bytes) {
        segment = bytes;
        window = Math.max(window, bytes);
    }
}
