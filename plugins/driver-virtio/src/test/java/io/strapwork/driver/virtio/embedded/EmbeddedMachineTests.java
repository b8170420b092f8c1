package io.strapwork.driver.virtio.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.net.VirtioNetLink;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedMachineTests {
    private static final int MTU = 65535;
    /** What frames are cut from: to draw each byte of each frame takes longer than to send them. */
    private static final byte[] NOISE = new byte[1 << 20];

    static {
        new Random(7).nextBytes(NOISE);
    }

    static Stream<Arguments> machines() {
        var all = new ArrayList<Arguments>();
        for (Architecture architecture : Architecture.values()) {
            for (String bus : List.of("ccw", "pci")) {
                if (bus.equals("ccw") && architecture != Architecture.S390X) {
                    continue;
                }
                for (int revision = bus.equals("ccw") ? 0 : 2; revision <= 2; revision++) {
                    for (List<NetFeature> without : List.of(List.<NetFeature>of(), List.of(NetFeature.EVENT_IDX),
                            List.of(NetFeature.MRG_RXBUF),
                            List.of(NetFeature.EVENT_IDX, NetFeature.MRG_RXBUF))) {
                        all.add(Arguments.of(architecture, bus, revision, without));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void framesOfAllSizesComeBackUnchanged(Architecture architecture, String bus, int revision, List<NetFeature> without) {
        var random = new Random(3);
        try (Machine machine = EmbeddedBoards.powerOn(architecture, bus, MTU, List.of(), EchoCable.atOnce())) {
            Link link = EmbeddedBoards.open(machine, revision, without, () -> {});
            assertEquals(MTU, link.facts().mtu());
            assertEquals("52:54:00:12:34:56", link.facts().address().toString());
            assertEquals(bus.equals("ccw") ? "fe.0.0001" : "00:05.0", link.facts().location());
            assertEquals(Long.MAX_VALUE, link.facts().maxSleepNanos());
            var sent = new ArrayDeque<byte[]>();
            int count = 0;
            for (int i = 0; i < 2000; i++) {
                int bytes = i == 0 ? 65549 : i % 5 == 0 ? 14 + random.nextInt(65536) : 14 + random.nextInt(1501);
                int from = random.nextInt(NOISE.length - bytes);
                byte[] frame = Arrays.copyOfRange(NOISE, from, from + bytes);
                sent.add(frame);
                assertTrue(link.transmit(Unpooled.wrappedBuffer(frame)));
                if (random.nextInt(4) == 0 || sent.size() > 10) {
                    link.flush();
                    count += link.receive((received, checked) -> assertFrame(sent.remove(), received), 1000);
                }
            }
            link.flush();
            count += link.receive((received, checked) -> assertFrame(sent.remove(), received), 1000);
            assertEquals(2000, count);
            assertEquals(0, ((VirtioNetLink) link).counters().receiveBroken());
            link.card().quiesce();
            link.card().quiesce();
        }
    }

    /** A network that leaves checksums unfinished, as the gateway does. */
    private static NetworkBackend.Cable lazy(AtomicReference<NetworkBackend.GuestEnd> end) {
        return toGuest -> {
            end.set(toGuest);
            return (EchoCable) EchoCable.atOnce().plug(toGuest);
        };
    }

    @ParameterizedTest
    @MethodSource("machines")
    void checksumsAreLeftUnfinishedOnlyWhereThatWasAgreed(Architecture architecture, String bus, int revision, List<NetFeature> without) {
        for (boolean agreed : new boolean[]{true, false}) {
            var wanted = new ArrayList<>(without);
            if (!agreed) {
                wanted.add(NetFeature.GUEST_CSUM);
            }
            var end = new AtomicReference<NetworkBackend.GuestEnd>();
            var seen = new ArrayList<String>();
            try (Machine machine = EmbeddedBoards.powerOn(architecture, bus, MTU, List.of(), lazy(end))) {
                Link link = EmbeddedBoards.open(machine, revision, wanted, () -> {});
                for (int bytes : new int[]{100, 40_001}) {
                    end.get().acceptPartial(Unpooled.directBuffer().writeZero(bytes), 34, 16);
                    end.get().accept(Unpooled.directBuffer().writeZero(bytes));
                }
                link.receive((frame, checked) -> {
                    seen.add(frame.readableBytes() + " " + Integer.toHexString(frame.getUnsignedShort(50)) + " " + checked);
                    frame.release();
                }, 10);
                link.card().quiesce();
            }
            // the checksum of zeroes is ffff
            assertEquals(agreed
                    ? List.of("100 0 true", "100 0 true", "40001 0 true", "40001 0 true")
                    : List.of("100 ffff false", "100 0 false", "40001 ffff false", "40001 0 false"), seen);
        }
    }

    private static void assertFrame(byte[] expected, ByteBuf frame) {
        try {
            var bytes = new byte[frame.readableBytes()];
            frame.readBytes(bytes);
            assertEquals(-1, Arrays.mismatch(expected, bytes), "the first byte that is another");
        } finally {
            frame.release();
        }
    }

    @ParameterizedTest
    @CsvSource({"S390X,ccw", "PPC64,pci"})
    void canBeOpenedAgainAfterItWasQuiet(Architecture architecture, String bus) {
        try (Machine machine = EmbeddedBoards.powerOn(architecture, bus, MTU, List.of(), EchoCable.atOnce())) {
            for (int i = 0; i < 5; i++) {
                int revision = i % 3;
                Link link = EmbeddedBoards.open(machine, revision, List.of(), () -> {});
                assertTrue(link.transmit(Unpooled.directBuffer().writeZero(100 + i)));
                link.flush();
                int bytes = 100 + i;
                assertEquals(1, link.receive((frame, checked) -> assertFrame(new byte[bytes], frame), 10));
                link.card().quiesce();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"S390X,ccw", "PPC64,pci"})
    void worksWithADeviceThatOffersNothing(Architecture architecture, String bus) {
        var withhold = List.of("mac", "mtu", "mrg-rxbuf", "status", "event-idx", "guest-csum", "indirect-desc");
        try (Machine machine = EmbeddedBoards.powerOn(architecture, bus, 1500, withhold, EchoCable.atOnce())) {
            Link link = EmbeddedBoards.open(machine, 2, List.of(), () -> {});
            assertEquals(1500, link.facts().mtu());
            assertFalse(link.facts().address().isGroup());
            assertTrue(link.transmit(Unpooled.directBuffer().writeZero(1514)));
            link.flush();
            assertEquals(1, link.receive((frame, checked) -> assertFrame(new byte[1514], frame), 10));
            link.card().quiesce();
        }
    }

    /** A loop that sleeps without a limit between frames: a lost wake-up would hang it. In some rounds the echo comes only when it sleeps already. */
    @ParameterizedTest
    @CsvSource({"S390X,ccw,2,true", "S390X,ccw,1,false", "S390X,ccw,0,true", "PPC64,pci,2,true", "X86_64,pci,2,false"})
    void noWakeUpIsLost(Architecture architecture, String bus, int revision, boolean eventIndex) {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            var wakeups = new Semaphore(0);
            var gate = new Object();
            List<NetFeature> without = eventIndex ? List.of() : List.of(NetFeature.EVENT_IDX);
            try (Machine machine = EmbeddedBoards.powerOn(architecture, bus, MTU, List.of(), EchoCable.onThread(gate))) {
                Link link = EmbeddedBoards.open(machine, revision, without, wakeups::release);
                var card = (InterruptingCard) link.card();
                var random = new Random(5);
                for (int round = 0; round < 4000; round++) {
                    int burst = 1 + random.nextInt(4);
                    int back = 0;
                    if (round % 16 == 0) {
                        synchronized (gate) {
                            transmit(link, burst, random);
                            assertTrue(card.armInterrupt(), "a frame came back while the echo was held, round " + round);
                        }
                        sleep(wakeups, card, round);
                    } else {
                        transmit(link, burst, random);
                    }
                    while (back < burst) {
                        back += link.receive((frame, checked) -> frame.release(), 64);
                        if (back < burst && card.armInterrupt()) {
                            sleep(wakeups, card, round);
                        } else {
                            card.disarmInterrupt();
                            wakeups.drainPermits();
                        }
                    }
                }
                link.card().quiesce();
            }
        });
    }

    private static void transmit(Link link, int burst, Random random) {
        for (int i = 0; i < burst; i++) {
            link.transmit(Unpooled.directBuffer().writeZero(14 + random.nextInt(3000)));
        }
        link.flush();
    }

    private static void sleep(Semaphore wakeups, InterruptingCard card, int round) throws InterruptedException {
        assertTrue(wakeups.tryAcquire(10, TimeUnit.SECONDS), "asleep in round " + round);
        card.disarmInterrupt();
        wakeups.drainPermits();
    }

    @Test
    void noInterruptsWhileDisarmed() {
        var wakeups = new Semaphore(0);
        try (Machine machine = EmbeddedBoards.powerOn(Architecture.S390X, "ccw", MTU, List.of(), EchoCable.atOnce())) {
            Link link = EmbeddedBoards.open(machine, 2, List.of(), wakeups::release);
            for (int i = 0; i < 100; i++) {
                link.transmit(Unpooled.directBuffer().writeZero(60));
                link.flush();
                link.receive((frame, checked) -> frame.release(), 10);
            }
            assertEquals(0, wakeups.availablePermits());
            assertTrue(((InterruptingCard) link.card()).armInterrupt());
            link.transmit(Unpooled.directBuffer().writeZero(60));
            link.flush();
            assertEquals(1, wakeups.availablePermits());
            assertFalse(((InterruptingCard) link.card()).armInterrupt());
            ((InterruptingCard) link.card()).disarmInterrupt();
            link.card().quiesce();
        }
    }
}
