package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The steps of loss detection, of pacing and of the congestion controls, one rule each. */
class CongestionTests {
    private static final long MILLISECOND = 1_000_000;

    /** RFC 8985 section 6.2 steps 1 to 3. */
    @Test
    void rackKnowsWhatWasSentLast() {
        var rack = Rack.initial(0).arrived(100, 1000, false, 300);
        assertEquals(200, rack.roundTrip());
        assertEquals(200, rack.least());
        assertTrue(rack.overtook(99, 2000), "sent before");
        assertTrue(rack.overtook(100, 500), "sent at once, and before it in order");
        assertFalse(rack.overtook(100, 1500));
        assertFalse(rack.overtook(101, 500));
        assertEquals(rack, rack.arrived(250, 1000, true, 300), "too soon to be an answer to the repetition");
        assertEquals(250, rack.arrived(250, 1000, true, 500).sentAt());
        assertFalse(rack.reordered());
        assertTrue(rack.arrived(90, 500, false, 310).reordered(), "an older number, never repeated, arrives later");
        assertFalse(rack.arrived(90, 500, true, 310).reordered());
    }

    /** RFC 8985 section 6.2 step 4. */
    @Test
    void rackWaitsForReorderedOnes() {
        var rack = Rack.initial(0).arrived(0, 1000, false, 400);
        assertEquals(0, rack.patience(false, 3, 1000), "three segments beyond the gap, as ever");
        assertEquals(0, rack.patience(true, 0, 1000));
        assertEquals(100, rack.patience(false, 2, 1000), "a quarter of the shortest round trip");
        assertEquals(50, rack.patience(false, 2, 50), "no longer than a round trip");
        var reordered = rack.arrived(10, 500, false, 450);
        assertEquals(100, reordered.patience(true, 9, 1000));
        var duplicated = reordered.duplicated(0, 5000);
        assertEquals(200, duplicated.patience(true, 9, 1000));
        assertEquals(duplicated, duplicated.duplicated(4999, 9000), "once a round");
        assertEquals(300, duplicated.duplicated(5000, 9000).patience(true, 9, 1000));
        var after = duplicated;
        for (int recovery = 0; recovery < 15; recovery++) {
            after = after.recovered();
            assertEquals(2, after.quarters());
        }
        assertEquals(1, after.recovered().quarters());
    }

    @Test
    void flightKeepsTheOrderOfTransmission() {
        var random = new Random(4);
        for (int round = 0; round < 200; round++) {
            var flight = new Flight();
            var order = new ArrayList<Integer>();
            int start = random.nextInt();
            int end = start;
            int bytes = 0;
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        int size = 1 + random.nextInt(1448);
                        order.add(flight.add(end, end + size, false));
                        end += size;
                        bytes += size;
                    }
                    case 2 -> {
                        if (!order.isEmpty()) {
                            int id = order.remove(random.nextInt(order.size()));
                            bytes -= flight.bytes(id);
                            if (random.nextBoolean()) {
                                flight.lose(id);
                            } else {
                                flight.sacked(id);
                            }
                        }
                    }
                    case 3 -> {
                        int id = flight.firstLost();
                        if (id != Flight.NONE) {
                            flight.repeat(id);
                            order.add(id);
                            bytes += flight.bytes(id);
                        }
                    }
                    default -> {
                        int head = flight.head();
                        if (head != Flight.NONE) {
                            if (order.remove((Integer) head)) {
                                bytes -= flight.bytes(head);
                            }
                            flight.removeHead();
                        }
                    }
                }
                assertEquals(bytes, flight.out());
                assertEquals(order.isEmpty() ? Flight.NONE : order.getFirst(), flight.oldest());
                assertEquals(order.isEmpty() ? Flight.NONE : order.getLast(), flight.newest());
                for (int id : order) {
                    assertTrue(flight.isOut(id));
                    assertEquals(id, flight.find(flight.start(id)));
                    assertEquals(id, flight.find(flight.end(id) - 1));
                }
            }
            flight.restore();
            assertEquals(0, flight.lost());
            flight.renege();
            assertEquals(0, flight.sacked());
        }
    }

    /** draft-ietf-ccwg-bbr section 4.1: over the longer of the time of sending and that of acknowledging. */
    @Test
    void deliveryMeasuresTheSlowerOfTheTwo() {
        var flight = new Flight();
        var delivery = new Delivery();
        for (int i = 0; i < 4; i++) {
            delivery.sent(flight, flight.add(1000 * i, 1000 * i + 1000, false), i * MILLISECOND);
        }
        assertEquals(0, sample(delivery, flight, 1, 20 * MILLISECOND).rate(), 1, "1000 bytes in a round trip");
        delivery.sent(flight, flight.add(4000, 5000, false), 20 * MILLISECOND);
        sample(delivery, flight, 3, 24 * MILLISECOND);
        var last = sample(delivery, flight, 1, 40 * MILLISECOND);
        assertEquals(4000 / 0.020, last.rate(), 1, "four segments since the first had arrived");
        assertEquals(20 * MILLISECOND, last.roundTrip());
        assertEquals(4000, last.volume());
    }

    private static Delivery sample(Delivery delivery, Flight flight, int segments, long now) {
        delivery.begin();
        for (int i = 0; i < segments; i++) {
            delivery.arrived(flight, flight.head(), now);
            flight.removeHead();
        }
        delivery.finish(20 * MILLISECOND + 1);
        if (segments == 1 && flight.isEmpty()) {
            delivery.finish(0);
        }
        return delivery;
    }

    /** draft-ietf-ccwg-bbr section 5.6.2. */
    @Test
    void pacerHoldsTheRate() {
        var pacer = new Pacer(0);
        long now = 0;
        int sent = 0;
        int goes = 0;
        while (now < 1_000 * MILLISECOND) {
            if (pacer.opens(10_000_000, 10_000, now)) {
                goes++;
                do {
                    pacer.sent(10_000_000, 1000);
                    sent += 1000;
                } while (pacer.open());
            }
            now = pacer.hold();
        }
        assertEquals(10_000_000, sent, 20_000);
        assertEquals(1000, goes, 2, "a quantum at a time");
        now += 3 * MILLISECOND;
        int late = 0;
        for (long end = now + 3 * MILLISECOND; now < end; now = pacer.hold()) {
            assertTrue(pacer.opens(10_000_000, 10_000, now));
            do {
                pacer.sent(10_000_000, 1000);
                late += 1000;
            } while (pacer.open());
        }
        assertEquals(60_000, late, 20_000, "a timer that was late by three milliseconds is made up for, at twice the rate");
        assertTrue(pacer.opens(0, 10_000, now) && pacer.open(), "no rate, no pace");
    }

    private static Delivery arrivals(int bytes, int lost) {
        var flight = new Flight();
        var delivery = new Delivery();
        delivery.sent(flight, flight.add(0, bytes, false), 0);
        delivery.begin();
        delivery.lost(lost);
        delivery.arrived(flight, flight.head(), 20 * MILLISECOND);
        delivery.finish(0);
        return delivery;
    }

    /** RFC 9438 sections 4.2 to 4.7, RFC 6928, RFC 5681 section 4.1. */
    @Test
    void cubicGrowsToWhereItLost() {
        var cubic = new Cubic(1000, 1 << 24);
        assertEquals(10_000, cubic.window());
        assertEquals(130_990, new Cubic(65_495, 1 << 24).window());
        long now = 0;
        while (cubic.window() < 400_000) {
            cubic.acknowledged(arrivals(2000, 0), 2000, cubic.window(), 0, false, 20 * MILLISECOND, now);
        }
        assertEquals(400_000, cubic.window(), "slow start");
        cubic.acknowledged(arrivals(2000, 0), 2000, 1000, 0, false, 20 * MILLISECOND, now);
        assertEquals(400_000, cubic.window(), "nobody waited for the window");
        cubic.recovers(400_000, now);
        cubic.recovered(now);
        assertEquals(280_000, cubic.window());
        var windows = new ArrayList<Integer>();
        for (int round = 0; round < 40; round++) {
            now += 200 * MILLISECOND;
            cubic.acknowledged(arrivals(cubic.window(), 0), cubic.window(), cubic.window(), 0, false, 200 * MILLISECOND, now);
            windows.add(cubic.window());
        }
        // K = cbrt(120 / 0.4) = 6.7 s
        assertEquals(400_000, windows.get(33), 3_000);
        assertTrue(windows.get(10) > 340_000 && windows.get(39) > 400_000, windows::toString);
        cubic.idled();
        assertEquals(10_000, cubic.window());
    }

    /** RFC 9438 section 4.3: on a short path never slower than Reno, which adds 3 * 0.3 / 1.7 segments each round here. */
    @Test
    void cubicIsNoSlowerThanReno() {
        var cubic = new Cubic(1000, 1 << 24);
        cubic.recovers(20_000, 0);
        cubic.recovered(0);
        assertEquals(14_000, cubic.window());
        for (int round = 1; round <= 10; round++) {
            cubic.acknowledged(arrivals(cubic.window(), 0), cubic.window(), cubic.window(), 0, false, MILLISECOND, round * MILLISECOND);
        }
        assertTrue(cubic.window() >= 19_000, "" + cubic.window());
    }

    /** RFC 9937: while losses are repaired, seven segments go out for ten that arrive, not none and then a burst. */
    @Test
    void reductionIsProportional() {
        var cubic = new Cubic(1000, 1 << 24);
        cubic.recovers(100_000, 0);
        int out = 99_000;
        int sent = 0;
        for (int arrived = 0; arrived < 60; arrived++) {
            out -= 1000;
            cubic.acknowledged(arrivals(1000, 0), 0, out + 1000, out, true, 20 * MILLISECOND, 0);
            while (cubic.window() - out >= 1000) {
                cubic.sent(1000, out, false, 0);
                out += 1000;
                sent++;
            }
        }
        assertEquals(42, sent, 2);
        cubic.recovered(0);
        assertEquals(70_000, cubic.window());
    }

    /** RFC 5681 section 3.1; RFC 4015 for the way back. */
    @Test
    void cubicForgetsWhatWasNoLoss() {
        var cubic = new Cubic(1000, 1 << 24);
        cubic.recovers(10_000, 0);
        cubic.spurious(0);
        assertEquals(10_000, cubic.window());
        assertEquals(Integer.MAX_VALUE, cubic.threshold());
        cubic.timedOut(10_000, 0, false, 0);
        assertEquals(1000, cubic.window());
        assertEquals(7000, cubic.threshold());
        cubic.timedOut(1000, 0, true, 0);
        assertEquals(7000, cubic.threshold(), "a second time for the same data");
        cubic.spurious(0);
        assertEquals(10_000, cubic.window());
    }

    @Test
    void kindsAreMade() {
        for (Congestion kind : Congestion.values()) {
            assertEquals(14_480, CongestionControl.of(kind, 1448, 1 << 20, 7).window());
        }
        assertEquals(List.of(10_000, 14_600, 20_000),
                List.of(CongestionControl.initialWindow(1000), CongestionControl.initialWindow(2000),
                        CongestionControl.initialWindow(10_000)));
    }
}
