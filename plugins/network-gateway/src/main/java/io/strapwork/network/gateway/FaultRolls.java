package io.strapwork.network.gateway;

import java.util.SplittableRandom;

/** Decides the fate of one frame after the other. */
public final class FaultRolls {
    private static final int MOST_OVERTAKERS = 3;

    private final Faults faults;
    private final SplittableRandom random;
    /** Of its own, so that corruption leaves the others' pattern. */
    private final SplittableRandom bits;

    /**
     * @param overtakers how many later frames go first, 0 to 3
     * @param delayNanos how long the frame is under way, not negative
     * @param turnedBit  any number for one bit of it, or negative where all stay
     */
    record Fate(boolean lost, boolean duplicated, int overtakers, long delayNanos, int turnedBit) {}

    /** @param direction makes the two directions of one seed differ */
    public FaultRolls(Faults faults, int direction) {
        this.faults = faults;
        this.random = new SplittableRandom(faults.seed() * 31 + direction);
        this.bits = new SplittableRandom(faults.seed() * 31 + direction + 16);
    }

    /** Always as many draws, so that switching one fault on leaves the others' pattern. */
    Fate next() {
        boolean lost = random.nextDouble() < faults.loss();
        boolean duplicated = random.nextDouble() < faults.duplicate();
        boolean reordered = random.nextDouble() < faults.reorder();
        int overtakers = 1 + random.nextInt(MOST_OVERTAKERS);
        double sway = random.nextDouble(-1, 1);
        long delay = faults.delay().toNanos() + (long) (faults.jitter().toNanos() * sway);
        boolean corrupted = bits.nextDouble() < faults.corrupt();
        int bit = bits.nextInt(Integer.MAX_VALUE);
        return new Fate(lost, duplicated, reordered ? overtakers : 0, Math.max(0, delay), corrupted ? bit : -1);
    }
}
