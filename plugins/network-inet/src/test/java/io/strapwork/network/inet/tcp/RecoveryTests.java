package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.tcp.Recovery.Phase;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a sender concludes from acknowledgements, and what a receiver tells: segments of 1000 bytes, a round trip of 20 ms. */
class RecoveryTests {
    private static final long MILLISECOND = 1_000_000;
    private final Cubic control = new Cubic(1000, 1 << 20);
    private final Recovery recovery = new Recovery(control, 1000, 0);

    private void send(int segments, boolean selective) {
        recovery.agree(control, 1000, selective);
        for (int i = 0; i < segments; i++) {
            recovery.sends(1000 * i, 1000 * i + 1000, true, i * MILLISECOND);
        }
    }

    private void told(int ack, long now, long echoed, int max, int... blocks) {
        int before = recovery.flight().out();
        recovery.delivery().begin();
        if (blocks.length > 0) {
            recovery.sacked(blocks, ack, max, now);
        }
        recovery.advanced(ack, echoed, now);
        recovery.judge(before, 1000, max, 20 * MILLISECOND, now);
    }

    /** Repeats all that is lost; how many. */
    private int repeat(long now) {
        int count = 0;
        for (int id = recovery.flight().firstLost(); id != Flight.NONE; id = recovery.flight().firstLost()) {
            recovery.repeats(id, now);
            count++;
        }
        return count;
    }

    /** RFC 8985 section 6.2: three segments beyond a gap tell of a loss, and nothing waits for a timer then. */
    @Test
    void gapIsALoss() {
        send(8, true);
        told(1000, 20 * MILLISECOND, -1, 8000);
        told(1000, 22 * MILLISECOND, -1, 8000, 2000, 3000);
        assertEquals(Phase.NONE, recovery.phase());
        assertTrue(recovery.deadline() < 30 * MILLISECOND, "one segment beyond it: a quarter of a round trip's patience");
        told(1000, 24 * MILLISECOND, -1, 8000, 2000, 5000);
        assertEquals(Phase.FAST, recovery.phase());
        assertEquals(1000, recovery.flight().lost());
        assertTrue(recovery.urgent());
        assertEquals(1, repeat(24 * MILLISECOND));
        assertFalse(recovery.urgent());
        told(8000, 44 * MILLISECOND, 20 * MILLISECOND, 8000);
        assertEquals(Phase.NONE, recovery.phase());
        assertTrue(control.window() < 7000, "of ten");
    }

    /** RFC 8985 section 3: a repetition that is lost, too, is noticed by what was sent after it. */
    @Test
    void lostRepetitionIsRepeated() {
        send(6, true);
        told(0, 24 * MILLISECOND, -1, 6000, 1000, 4000);
        assertEquals(1, repeat(24 * MILLISECOND));
        recovery.sends(6000, 7000, true, 25 * MILLISECOND);
        told(0, 45 * MILLISECOND, -1, 7000, 6000, 7000, 1000, 4000);
        assertTrue(recovery.flight().lost() >= 1000);
        assertEquals(0, recovery.flight().start(recovery.flight().firstLost()));
    }

    /** RFC 2883, RFC 8985 section 6.2 step 4: the repetition was in vain; the window is as before, and the next gap is given more time. */
    @Test
    void repetitionInVainIsTakenBack() {
        send(8, true);
        told(0, 20 * MILLISECOND, -1, 8000, 1000, 4000);
        assertEquals(1, repeat(21 * MILLISECOND));
        told(8000, 23 * MILLISECOND, -1, 8000);
        assertTrue(control.window() < 7000);
        recovery.sends(8000, 9000, true, 40 * MILLISECOND);
        told(8000, 41 * MILLISECOND, -1, 9000, 0, 1000);
        assertEquals(10_000, control.window());
        assertEquals(Phase.NONE, recovery.phase());
    }

    /** RFC 3522: after a timeout the first answer echoes what was sent first. */
    @Test
    void timeoutInVainIsTakenBack() {
        send(4, true);
        recovery.timedOut(false, 4000, 200 * MILLISECOND);
        assertEquals(Phase.SLOW, recovery.phase());
        assertEquals(4000, recovery.flight().lost());
        assertEquals(1000, control.window());
        recovery.repeats(recovery.flight().firstLost(), 200 * MILLISECOND);
        told(1000, 230 * MILLISECOND, 230 * MILLISECOND, 4000);
        assertEquals(Phase.NONE, recovery.phase());
        assertEquals(0, recovery.flight().lost(), "nothing else is repeated");
        assertEquals(3000, recovery.flight().out());
        assertTrue(control.window() >= 10_000);
    }

    /** RFC 8985 section 7.4.2: the probe repaired the loss of the last segment, which counts; or it was in vain, which doesn't. */
    @Test
    void tailProbeTellsOfALoss() {
        send(2, true);
        told(1000, 20 * MILLISECOND, -1, 2000);
        recovery.probesTail(2000, true);
        recovery.repeats(recovery.flight().newest(), 60 * MILLISECOND);
        told(2000, 80 * MILLISECOND, 20 * MILLISECOND, 2000);
        assertTrue(control.window() < 10_000);
        int window = control.window();
        recovery.sends(2000, 3000, true, 100 * MILLISECOND);
        recovery.probesTail(3000, true);
        recovery.repeats(recovery.flight().newest(), 140 * MILLISECOND);
        told(3000, 141 * MILLISECOND, -1, 3000, 2000, 3000);
        assertTrue(control.window() >= window);
    }

    /** RFC 6582, RFC 3042: without SACK three duplicates tell of one loss, and each part that is acknowledged of the next. */
    @Test
    void duplicatesTellOfALossWithoutSack() {
        send(8, false);
        for (int i = 0; i < 2; i++) {
            recovery.duplicate(8000, 21 * MILLISECOND);
        }
        assertEquals(6000, recovery.out(), "two have left");
        assertEquals(0, recovery.flight().lost());
        recovery.duplicate(8000, 22 * MILLISECOND);
        assertEquals(Phase.FAST, recovery.phase());
        assertEquals(1, repeat(22 * MILLISECOND));
        told(3000, 42 * MILLISECOND, -1, 8000);
        assertEquals(Phase.FAST, recovery.phase());
        assertEquals(3000, recovery.flight().start(recovery.flight().firstLost()));
        repeat(42 * MILLISECOND);
        told(8000, 62 * MILLISECOND, -1, 8000);
        assertEquals(Phase.NONE, recovery.phase());
    }

    /** RFC 2018 section 8: what the peer had and has not any more. */
    @Test
    void promisesMayBeTakenBack() {
        send(6, true);
        told(0, 24 * MILLISECOND, -1, 6000, 1000, 6000);
        repeat(24 * MILLISECOND);
        told(1000, 44 * MILLISECOND, 20 * MILLISECOND, 6000);
        assertEquals(5000, recovery.flight().lost());
        assertEquals(0, recovery.flight().sacked());
    }

    /** Whatever blocks a peer makes up, the counts stay those of what was sent. */
    @Test
    void anyBlocks() {
        for (int seed = 1; seed <= 300; seed++) {
            var random = new Random(seed);
            int iss = random.nextInt();
            var congestion = CongestionControl.of(seed % 2 == 0 ? Congestion.BBR : Congestion.CUBIC, 1000, 1 << 20, seed);
            var any = new Recovery(congestion, 1000, iss);
            any.agree(congestion, 1000, seed % 5 != 0);
            int una = iss;
            int max = iss;
            long now = 0;
            for (int step = 0; step < 300; step++) {
                now += random.nextLong(5 * MILLISECOND);
                int before = any.flight().out();
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        int size = 1 + random.nextInt(1000);
                        any.sends(max, max + size, true, now);
                        max += size;
                    }
                    case 3 -> {
                        int id = any.flight().firstLost();
                        if (id != Flight.NONE) {
                            any.repeats(id, now);
                        }
                    }
                    case 4 -> {
                        any.timedOut(random.nextBoolean(), max, now);
                    }
                    default -> {
                        any.delivery().begin();
                        int ack = random.nextInt(3) == 0 && max != una ? una + 1 + random.nextInt(max - una) : una;
                        if (seed % 5 != 0) {
                            var blocks = new int[2 * (1 + random.nextInt(4))];
                            for (int i = 0; i < blocks.length; i++) {
                                blocks[i] = una - 3000 + random.nextInt(max - una + 6000);
                            }
                            any.sacked(blocks, ack, max, now);
                        }
                        if (ack != una) {
                            una = ack;
                            any.advanced(ack, random.nextInt(4) == 0 ? random.nextLong(400 * MILLISECOND) : -1, now);
                        } else {
                            any.duplicate(max, now);
                        }
                        any.judge(before, 0, max, 20 * MILLISECOND, now);
                    }
                }
                var flight = any.flight();
                assertTrue(flight.out() >= 0 && flight.lost() >= 0 && flight.out() + flight.lost() <= max - una, "seed " + seed);
                assertTrue(congestion.window() >= 1000 && congestion.window() <= 1 << 20,
                        "seed " + seed + " window " + congestion.window());
            }
        }
    }

    private static void take(ReassemblyQueue queue, int sequence, int bytes) {
        ByteBuf segment = Unpooled.wrappedBuffer(new byte[bytes]);
        queue.add(segment, 0, sequence, bytes);
        segment.release();
    }

    /** RFC 2883 section 4: once, first, and within the block that has it. */
    @Test
    void whatCameTwiceIsTold() {
        var queue = new ReassemblyQueue(1000);
        take(queue, 1000, 1000);
        assertFalse(queue.hasBlocks());
        take(queue, 1000, 1000);
        assertArrayEquals(new int[]{1000, 2000}, queue.blocks(3));
        assertFalse(queue.hasBlocks());
        take(queue, 3000, 1000);
        take(queue, 5000, 1000);
        take(queue, 3000, 500);
        assertArrayEquals(new int[]{3000, 3500, 3000, 4000, 5000, 6000}, queue.blocks(3));
        assertArrayEquals(new int[]{3000, 4000, 5000, 6000}, queue.blocks(3));
        take(queue, 1500, 1500);
        assertArrayEquals(new int[]{1500, 2000, 5000, 6000}, queue.blocks(3));
        queue.release();
    }
}
