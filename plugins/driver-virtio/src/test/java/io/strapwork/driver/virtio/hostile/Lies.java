package io.strapwork.driver.virtio.hostile;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** What a device says instead of the truth, now and then or always; counts what it is asked, so that a driver that asks without end is found. */
final class Lies {
    private static final int MOST_OPERATIONS = 400_000;

    /** How a device lies. */
    enum Manner {
        ONES, ZEROES, RANDOM, STUCK, BIT
    }

    private final Random random;
    private final Manner manner;
    private final int oneIn;
    private final int from;
    private int operations;
    private long last;

    /** @param oneIn how rarely; 1 for always @param from how many operations are honest */
    Lies(Random random, Manner manner, int oneIn, int from) {
        this.random = random;
        this.manner = manner;
        this.oneIn = oneIn;
        this.from = from;
    }

    private boolean now() {
        if (++operations > MOST_OPERATIONS) {
            throw new AssertionError("the driver asks without end");
        }
        return operations > from && random.nextInt(oneIn) == 0;
    }

    long say(long truth, int bytes) {
        long said = now() ? switch (manner) {
            case ONES -> -1;
            case ZEROES -> 0;
            case RANDOM -> random.nextLong();
            case STUCK -> last;
            case BIT -> truth ^ 1L << random.nextInt(8 * bytes);
        } : truth;
        last = truth;
        return bytes == 8 ? said : said & (1L << 8 * bytes) - 1;
    }

    int conditionCode(int truth) {
        return (int) say(truth, 1) & 3;
    }

    void scribble(MemorySegment block) {
        if (now()) {
            switch (manner) {
                case ONES -> block.fill((byte) -1);
                case ZEROES -> block.fill((byte) 0);
                default -> {
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        block.set(ValueLayout.JAVA_BYTE, random.nextLong(block.byteSize()), (byte) random.nextInt());
                    }
                }
            }
        }
    }

    int operations() {
        return operations;
    }
}
