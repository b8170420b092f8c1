package io.strapwork.network.gateway;

import java.util.SplittableRandom;

/** Decides the fate of one frame after the other. */
final class FaultRolls {
    private static final int MOST_OVERTAKERS = 3;

    private final Faults faults;
    private final SplittableRandom random;

    /**
     * @param overtakers how many later frames go first, 0 to 3
     * @param delayNanos how long the frame is under way, not negative
     */
    record Fate(boolean lost, boolean duplicated, int overtakers, long delayNanos) {}

    /** @param direction makes the two directions of one seed differ */
    FaultRolls(Faults faults, int direction) {
        this.faults = faults;
        this.random = new SplittableRandom(faults.seed() * 31 + direction);
    }

    /** Always as many draws, so that switching one fault on leaves the others' pattern. */
    Fate next() {
        boolean lost = random.nextDouble() < faults.loss();
        boolean duplicated = random.nextDouble() < faults.duplicate();
        boolean reordered = random.nextDouble() < faults.reorder();
        int overtakers = 1 + random.nextInt(MOST_OVERTAKERS);
        double sway = random.nextDouble(-1, 1);
        long delay = faults.delay().toNanos() + (long) (faults.jitter().toNanos() * sway);
        return new Fate(lost, duplicated, reordered ? overtakers : 0, Math.max(0, delay));
    }
}
