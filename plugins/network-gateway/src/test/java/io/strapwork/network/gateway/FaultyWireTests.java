package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultyWireTests {
    private static final int FRAMES = 2000;

    @Test
    void theSameSeedGivesTheSameFaults() {
        var faults = new Faults(0.1, 0.1, 0.1, Duration.ofMillis(3), Duration.ofMillis(2), 42);
        assertEquals(run(faults, 1), run(faults, 1));
        assertNotEquals(run(faults, 1), run(faults, 2));
        assertNotEquals(run(faults, 1), run(new Faults(0.1, 0.1, 0.1, Duration.ofMillis(3), Duration.ofMillis(2), 43), 1));
    }

    @Test
    void lossTakesItsShare() {
        List<Integer> arrived = run(new Faults(0.25, 0, 0, Duration.ZERO, Duration.ZERO, 1), 1);
        assertTrue(Math.abs(arrived.size() - 0.75 * FRAMES) < 0.05 * FRAMES, "arrived: " + arrived.size());
        assertEquals(arrived, arrived.stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0800, 0x86dd})
    void oneBitOfAnIpPacketIsTurned(int type) {
        var channel = new EmbeddedChannel();
        var rolls = new FaultRolls(new Faults(0, 0, 0, 0.5, Duration.ZERO, Duration.ZERO, 1), 1);
        var changed = new int[2];
        var wire = new FaultyWire(rolls, channel.eventLoop(), channel.eventLoop().ticker(), frame -> {
            int bits = 0;
            for (int i = 0; i < 60; i++) {
                bits += Integer.bitCount((frame.getByte(i) ^ (i == 12 ? type >> 8 : i == 13 ? type : 0)) & 0xff);
            }
            changed[bits]++;
            assertEquals(0, frame.getLong(0), "the Ethernet header stays");
            frame.release();
        }, () -> {});
        ByteBuf sent = Unpooled.buffer(60).writeZero(60).setShort(12, type);
        for (int i = 0; i < FRAMES; i++) {
            wire.send(sent.retain());
        }
        assertEquals(1, sent.refCnt(), "the sender's bytes stay his");
        assertEquals(0, sent.getLong(20));
        assertTrue(Math.abs(changed[1] - FRAMES / 2) < 0.05 * FRAMES, "turned: " + changed[1]);
        var arp = Unpooled.buffer(60).writeZero(60).setShort(12, 0x0806);
        for (int i = 0; i < 10; i++) {
            new FaultyWire(new FaultRolls(new Faults(0, 0, 0, 1, Duration.ZERO, Duration.ZERO, i), 1), channel.eventLoop(),
                    channel.eventLoop().ticker(), frame -> assertEquals(0, frame.getLong(20)), () -> {}).send(arp);
        }
        sent.release();
        arp.release();
    }

    /** A minute's delay is no place to keep a guest's flood in. */
    @Test
    void whatIsOnItsWayHasALimitInBytes() {
        var channel = new EmbeddedChannel();
        var faults = new Faults(0, 0, 0, 0, Duration.ofMinutes(1), Duration.ZERO, 1);
        try (var wire = new FaultyWire(new FaultRolls(faults, 1), channel.eventLoop(), channel.eventLoop().ticker(), ByteBuf::release,
                () -> {})) {
            ByteBuf frame = Unpooled.wrappedBuffer(new byte[60_000]);
            for (int i = 0; i < FRAMES; i++) {
                wire.send(frame.retain());
            }
            assertEquals((64 << 20) / 60_000, frame.refCnt() - 1);
        }
    }

    @Test
    void allIsLostWhenAllIsToBeLost() {
        assertEquals(List.of(), run(new Faults(1, 0, 0, Duration.ZERO, Duration.ZERO, 1), 1));
    }

    @Test
    void duplicatesComeTwice() {
        List<Integer> arrived = run(new Faults(0, 0, 0.2, Duration.ZERO, Duration.ZERO, 1), 1);
        assertEquals(FRAMES, new HashSet<>(arrived).size());
        assertTrue(Math.abs(arrived.size() - 1.2 * FRAMES) < 0.05 * FRAMES, "arrived: " + arrived.size());
    }

    @Test
    void reorderingLosesNothing() {
        List<Integer> arrived = run(new Faults(0, 0.2, 0, Duration.ZERO, Duration.ZERO, 1), 1);
        assertNotEquals(arrived, arrived.stream().sorted().toList());
        assertEquals(FRAMES, new HashSet<>(arrived).size());
        for (int i = 0; i < arrived.size(); i++) {
            assertTrue(Math.abs(arrived.get(i) - i) < 30, "frame " + arrived.get(i) + " came as " + i);
        }
    }

    @Test
    void aHeldFrameComesOutWhenNoOtherFollows() {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var out = new ArrayList<Integer>();
        var wire = wire(channel, new Faults(0, 1, 0, Duration.ZERO, Duration.ZERO, 1), 1, out);
        wire.send(frame(7));
        assertEquals(List.of(), out);
        channel.advanceTimeBy(20, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertEquals(List.of(7), out);
    }

    @Test
    void delayKeepsTheOrder() {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var out = new ArrayList<Integer>();
        var wire = wire(channel, new Faults(0, 0, 0, Duration.ofMillis(10), Duration.ofMillis(10), 5), 1, out);
        for (int i = 0; i < 100; i++) {
            wire.send(frame(i));
        }
        List<Integer> sizes = new ArrayList<>();
        for (int time = 0; time < 21; time++) {
            sizes.add(out.size());
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
        assertEquals(0, Collections.min(sizes));
        assertEquals(100, out.size());
        assertEquals(out, out.stream().sorted().toList());
    }

    @Test
    void closingReleasesWhatIsUnderWay() {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var out = new ArrayList<Integer>();
        var wire = wire(channel, new Faults(0, 0.5, 0.5, Duration.ofMillis(10), Duration.ZERO, 5), 1, out);
        List<ByteBuf> frames = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            frames.add(frame(i));
            wire.send(frames.getLast());
        }
        wire.close();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        frames.forEach(frame -> assertEquals(0, frame.refCnt()));
        assertEquals(List.of(), out);
    }

    private static List<Integer> run(Faults faults, int direction) {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var out = new ArrayList<Integer>();
        var wire = wire(channel, faults, direction, out);
        for (int i = 0; i < FRAMES; i++) {
            wire.send(frame(i));
            channel.advanceTimeBy(100, TimeUnit.MICROSECONDS);
            channel.runScheduledPendingTasks();
        }
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        return out;
    }

    private static FaultyWire wire(EmbeddedChannel channel, Faults faults, int direction, List<Integer> out) {
        return new FaultyWire(new FaultRolls(faults, direction), channel.eventLoop(), channel.eventLoop().ticker(), frame -> {
            out.add(frame.getInt(0));
            frame.release();
        }, () -> {});
    }

    private static ByteBuf frame(int number) {
        return Unpooled.buffer(4).writeInt(number);
    }
}
