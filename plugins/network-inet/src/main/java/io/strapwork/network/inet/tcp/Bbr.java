package io.strapwork.network.inet.tcp;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * BBR, version 3 (draft-ietf-ccwg-bbr section 5): sends at the rate at which the path delivers, keeps little more on the way than the path holds, and looks now and then whether there is more. It takes
 * losses of up to two in a hundred for the path's nature, and gives way to more. Sections below are the draft's. Volumes in bytes, rates in bytes a second, times in nanoseconds.
 */
final class Bbr implements CongestionControl {
    private static final double STARTUP_PACING = 2.77;
    /** BBR.LossThresh. */
    private static final double LOSSES = 0.02;
    /** While each round delivers that much more than the one before, go on: the draft's 1.25 is more than UP's rate can bring. */
    private static final double UP_GROWTH = 1.15;
    private static final double MARGIN = 0.99;
    private static final int MOST_QUANTUM = 64 << 10;
    private static final long MILLISECOND = 1_000_000;
    private static final long PROBE_TIME = 200 * MILLISECOND;
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Section 5.1.1, with what each does to the rate and to the window. */
    private enum State {
        STARTUP(STARTUP_PACING, 2), DRAIN(0.5, 2), DOWN(0.9, 2), CRUISE(1, 2), REFILL(1, 2), UP(1.25, 2.25), PROBE_RTT(1, 0.5);

        private final double pacing;
        private final double volume;

        State(double pacing, double volume) {
            this.pacing = pacing;
            this.volume = volume;
        }

        boolean probesBandwidth() {
            return this == STARTUP || this == REFILL || this == UP;
        }

        boolean cycles() {
            return this == DOWN || this == CRUISE || this == REFILL || this == UP;
        }
    }

    /** What acknowledgements tell of in the cycle (section 5.3.3.6). */
    private enum Samples {
        NONE, STOPPING, REFILLING, STARTING, FEEDBACK
    }

    private final int most;
    private final RandomGenerator random;
    private final BbrPath path;
    private int segment;
    private State state = State.STARTUP;
    private Samples samples = Samples.NONE;
    private int window;
    private int priorWindow;
    private double rate;
    private int quantum;
    /** The rate is of this path, not of any. */
    private boolean paced;
    private boolean filled;
    private boolean filledNow;
    private double fullRate;
    private int fullRounds;
    private int drainRound;
    private int longTerm = UNBOUNDED;
    private boolean probing;
    private boolean tooHigh;
    private boolean careful;
    private int upRounds;
    private int upAcked;
    private int ackedPerStep = UNBOUNDED;
    private int roundsSinceUp;
    private long cycleAt;
    private long cycleWait;
    private int lossesInRound;
    private int lastLostEnd;
    private int recoveringRounds;
    private int probeWindow;
    private long probeDone;
    private boolean probeRound;
    private boolean restarting;
    private boolean limited;
    private boolean wasLimited;
    private State undoState = State.CRUISE;
    private int undoLongTerm = UNBOUNDED;

    Bbr(int segment, int most, int seed) {
        this.segment = segment;
        this.most = Math.max(most, segment);
        this.random = new SplittableRandom(seed);
        this.window = CongestionControl.initialWindow(segment);
        this.path = new BbrPath();
        this.quantum = Math.max(2 * segment, MOST_QUANTUM);
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public double rate() {
        return path.slow() ? rate : 0;
    }

    @Override
    public int quantum() {
        return quantum;
    }

    @Override
    public void sent(int bytes, int out, boolean applicationLimited, long now) {
        // 5.4.1
        if (out == 0 && applicationLimited) {
            restarting = true;
            path.restarted(now);
            if (state.cycles()) {
                pace(1);
            } else if (state == State.PROBE_RTT) {
                probedRoundTrip(now);
            }
        }
    }

    @Override
    public void acknowledged(Delivery sample, int cumulative, int before, int out, boolean recovering, long smoothed, long now) {
        path.shaken(smoothed, now);
        boolean round = path.acknowledged(sample);
        if (round) {
            roundsSinceUp++;
            recoveringRounds = recovering ? recoveringRounds + 1 : 0;
            wasLimited = limited;
            limited = false;
        }
        limited |= before + segment >= window;
        if (path.lossRound()) {
            path.adapt(!state.probesBandwidth() && tooMuch(sample.lostSince(), sample.volume()), window);
            startupLosses(sample);
            lossesInRound = 0;
        }
        path.aggregate(sample, window, filled, now);
        fill(sample, round);
        if (state == State.STARTUP && filled) {
            state = State.DRAIN;
            drainRound = path.rounds();
        }
        if (state == State.DRAIN && (out <= inflight(1) || path.rounds() > drainRound + 3)) {
            goDown(now, sample);
        }
        cycle(sample, out, round, now);
        roundTrip(sample, out, round, now);
        path.advance(sample);
        pace(state.pacing);
        quantum = Math.max(2 * segment, (int) Math.min(MOST_QUANTUM, rate / 1000));
        resize(sample);
    }

    // ---- 5.3.1.2 and 5.3.1.3: is the pipe full?

    private void resetFull(double now) {
        fullRate = now;
        fullRounds = 0;
        filledNow = false;
    }

    private void fill(Delivery sample, boolean round) {
        if (filledNow || !round || sample.limited() || sample.rate() == 0) {
            return;
        }
        if (sample.rate() >= fullRate * (state == State.UP ? UP_GROWTH : 1.25)) {
            resetFull(sample.rate());
            return;
        }
        filledNow = ++fullRounds >= 3;
        filled |= filledNow;
    }

    private void startupLosses(Delivery sample) {
        if (state == State.STARTUP && !filled && recoveringRounds > 0 && lossesInRound >= 6
                && tooMuch(sample.lostSince(), sample.volume())) {
            undoState = State.STARTUP;
            filled = true;
            longTerm = (int) Math.max(path.bdp(1, window), (double) path.latestVolume());
        }
    }

    /**
     * Whether more is lost than two in a hundred by two standard deviations. The draft takes any excess, so one loss in forty-nine segments would end each probe, and a path with few segments on
     * the way and one random loss in a hundred would never be filled.
     */
    private boolean tooMuch(long lost, int volume) {
        double expected = LOSSES * volume;
        return lost > expected + 2 * Math.sqrt(expected * segment);
    }

    // ---- 5.3.3: looking for more

    private void goDown(long now, Delivery sample) {
        path.resetSignals();
        ackedPerStep = UNBOUNDED;
        roundsSinceUp = random.nextInt(2);
        cycleWait = 2_000 * MILLISECOND + random.nextLong(1_000 * MILLISECOND);
        cycleAt = now;
        samples = Samples.STOPPING;
        path.startRound(sample);
        state = State.DOWN;
    }

    private void refill(Delivery sample) {
        path.resetShortTerm();
        upRounds = 0;
        upAcked = 0;
        careful = false;
        samples = Samples.REFILLING;
        path.startRound(sample);
        state = State.REFILL;
    }

    private void goUp(Delivery sample) {
        samples = Samples.STARTING;
        path.startRound(sample);
        resetFull(sample.rate());
        state = State.UP;
        steepen();
    }

    private void cycle(Delivery sample, int out, boolean round, long now) {
        if (!filled || adaptLongTerm(sample, round) || !state.cycles()) {
            return;
        }
        switch (state) {
            case DOWN, CRUISE -> {
                if (now - cycleAt > cycleWait || roundsSinceUp >= Math.min(63, Math.min(path.bdp(1, window), window) / segment)) {
                    refill(sample);
                } else if (state == State.DOWN && out <= headroom() && out <= inflight(1)) {
                    state = State.CRUISE;
                }
            }
            case REFILL -> {
                if (round) {
                    probing = true;
                    goUp(sample);
                }
            }
            default -> {
                if (timeToGoDown(sample, out)) {
                    tooHigh = false;
                    goDown(now, sample);
                }
            }
        }
    }

    private boolean timeToGoDown(Delivery sample, int out) {
        if (tooHigh && out >= longTerm) {
            careful = true;
            return true;
        }
        if (windowLimited() && window >= longTerm) {
            resetFull(sample.rate());
            return false;
        }
        return filledNow;
    }

    private boolean windowLimited() {
        return limited || wasLimited;
    }

    private int headroom() {
        return longTerm == UNBOUNDED ? UNBOUNDED : Math.max(longTerm - (int) Math.max(segment, 0.15 * longTerm), 4 * segment);
    }

    private void steepen() {
        int growth = 1 << Math.min(upRounds, 30);
        upRounds++;
        ackedPerStep = Math.max(window / growth, segment);
    }

    /** @return whether the state has changed */
    private boolean adaptLongTerm(Delivery sample, boolean round) {
        if (samples == Samples.STARTING && round) {
            samples = Samples.FEEDBACK;
        }
        if (samples == Samples.STOPPING && round) {
            probing = false;
            samples = Samples.NONE;
            if (state.cycles() && !sample.limited()) {
                path.advanceFilter();
            }
            if (state.cycles() && careful && !tooHigh) {
                refill(sample);
                return true;
            }
        }
        if (longTerm == UNBOUNDED || tooMuch(sample.lostSince(), sample.volume())) {
            return false;
        }
        longTerm = Math.max(longTerm, sample.volume());
        if (state == State.UP && windowLimited() && window >= longTerm) {
            upAcked += sample.newlyDelivered();
            if (upAcked >= ackedPerStep) {
                int steps = upAcked / ackedPerStep;
                upAcked -= steps * ackedPerStep;
                longTerm = (int) Math.min(most, longTerm + (long) steps * segment);
            }
            if (round) {
                steepen();
            }
        }
        return false;
    }

    // ---- 5.5.10: losses

    @Override
    public void lost(Flight flight, int id, Delivery delivery, long now) {
        if (path.noteLoss(delivery)) {
            undoState = State.CRUISE;
            undoLongTerm = longTerm;
            priorWindow = Math.max(priorWindow, window);
        }
        if (lossesInRound == 0 || flight.start(id) != lastLostEnd) {
            lossesInRound++;
        }
        lastLostEnd = flight.end(id);
        long lost = delivery.lost() - flight.lostBefore(id);
        if (!probing || !tooMuch(lost, flight.volume(id))) {
            return;
        }
        int size = flight.bytes(id);
        double prefix = (LOSSES * (flight.volume(id) - size) - (lost - size)) / (1 - LOSSES);
        tooHigh = true;
        probing = false;
        if (!flight.isLimited(id)) {
            int target = (int) Math.min(path.bdp(1, window), window);
            longTerm = (int) Math.max(flight.volume(id) - size + prefix, target * BbrPath.BETA);
        }
        if (state == State.UP) {
            undoState = State.UP;
            goDown(now, delivery);
        }
    }

    @Override
    public void recovers(int out, long now) {
        priorWindow = state == State.PROBE_RTT ? Math.max(priorWindow, window) : window;
    }

    @Override
    public void recovered(long now) {
        window = Math.max(window, priorWindow);
    }

    @Override
    public void timedOut(int before, int out, boolean again, long now) {
        priorWindow = again || state == State.PROBE_RTT ? Math.max(priorWindow, window) : window;
        window = out + segment;
    }

    @Override
    public void spurious(long now) {
        window = Math.max(window, priorWindow);
        path.undo();
        resetFull(0);
        longTerm = Math.max(longTerm, undoLongTerm);
        if (undoState == State.STARTUP && state != State.STARTUP) {
            filled = false;
            if (state != State.PROBE_RTT) {
                state = State.STARTUP;
            }
        } else if (undoState == State.UP && state != State.UP && state != State.PROBE_RTT) {
            // the refill begins with the next acknowledgement
            cycleWait = 0;
        }
        undoState = State.CRUISE;
    }

    @Override
    public void segmented(int bytes) {
        segment = bytes;
        window = Math.max(window, 4 * bytes);
    }

    // ---- 5.3.4: how far is it?

    private void roundTrip(Delivery sample, int out, boolean round, long now) {
        boolean expired = path.expired(now);
        if (expired && state != State.PROBE_RTT) {
            probeWindow = (int) Math.max(path.bdp(0.5, window), 4 * segment);
        }
        path.measured(sample, expired, now);
        if (state != State.PROBE_RTT && expired && path.slow() && !restarting) {
            priorWindow = Math.max(window, priorWindow);
            state = State.PROBE_RTT;
            probeDone = 0;
            samples = Samples.STOPPING;
            path.startRound(sample);
        }
        if (state == State.PROBE_RTT) {
            sample.applicationLimited(out);
            if (probeDone == 0 && out <= probeWindow) {
                probeDone = now + PROBE_TIME;
                probeRound = false;
                path.startRound(sample);
            } else if (probeDone != 0) {
                probeRound |= round;
                if (probeRound && probedRoundTrip(now)) {
                    path.startRound(sample);
                }
            }
        }
        if (sample.newlyDelivered() > 0) {
            restarting = false;
        }
    }

    private boolean probedRoundTrip(long now) {
        if (probeDone == 0 || now - probeDone <= 0) {
            return false;
        }
        path.probed(now);
        window = Math.max(window, priorWindow);
        path.resetShortTerm();
        if (filled) {
            path.resetSignals();
            ackedPerStep = UNBOUNDED;
            roundsSinceUp = random.nextInt(2);
            cycleWait = 2_000 * MILLISECOND + random.nextLong(1_000 * MILLISECOND);
            cycleAt = now;
            samples = Samples.STOPPING;
            state = State.CRUISE;
        } else {
            state = State.STARTUP;
        }
        return true;
    }

    // ---- 5.6: what follows from it

    private void pace(double gain) {
        if (!paced && path.measured()) {
            paced = true;
            rate = STARTUP_PACING * path.perSecond(CongestionControl.initialWindow(segment));
        }
        double wanted = gain * path.bandwidth() * MARGIN;
        if (wanted > 0 && (filled || wanted > rate)) {
            rate = wanted;
        }
    }

    /** Least volume for which the path is full, at that gain (5.6.4.2). */
    private int inflight(double gain) {
        return (int) Math.min(most, budget(path.bdp(gain, window)));
    }

    private double budget(double volume) {
        double enough = Math.max(Math.max(volume, 3.0 * quantum), 4.0 * segment);
        return state == State.UP ? enough + 2.0 * segment : enough;
    }

    private void resize(Delivery sample) {
        // where the round trip is a scheduler's doing, a model of it says nothing
        int highest = path.slow() ? (int) Math.min(most, budget(path.bdp(state.volume, window) + path.extra())) : most;
        int grown = Math.min(most, window + sample.newlyDelivered());
        if (filled) {
            window = Math.min(grown, highest);
        } else if (window < highest || sample.delivered() < CongestionControl.initialWindow(segment)) {
            window = grown;
        }
        window = Math.max(window, 4 * segment);
        int bound = UNBOUNDED;
        if (state == State.PROBE_RTT) {
            window = Math.min(window, probeWindow);
            bound = headroom();
        } else if (state == State.CRUISE) {
            bound = headroom();
        } else if (state.cycles()) {
            bound = longTerm;
        }
        bound = Math.max(Math.min(bound, path.shortTermVolume()), 4 * segment);
        window = Math.min(window, bound);
    }

    @Override
    public String toString() {
        return state + " window " + window + " rate " + (long) rate + " " + path + " longTerm " + longTerm + " filled " + filled;
    }
}
