package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.LoopWaits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link LinkDriver} does, shown with a device that the test plays.
 *
 * @param <B> the bus
 */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class LinkDriverContract<B extends DeviceBus> {
    private static final int ETHERNET_HEADER = 14;
    private final List<Bench<B>> benches = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<ByteBuf> given = new ArrayList<>();
    private final VirtualClock clock = VirtualClock.jumping();
    private final AtomicInteger interrupts = new AtomicInteger();

    /** A device on a bus, and the other end of its cable. Used by one thread. */
    public interface Bench<B extends DeviceBus> extends AutoCloseable {
        B bus();

        /** What the device has put on the wire since this was last asked, in order. */
        List<byte[]> sent();

        /** A frame comes along the wire; if the device runs, it is in memory when this returns. It is dropped when there is no room. */
        void arrive(byte[] frame);

        /** The device tells of a frame that is longer than the memory it was given. Returns false when it can't be brought to that. */
        default boolean lie() {
            return false;
        }

        @Override
        default void close() {}
    }

    /** What a driver may decline. */
    protected enum Ability {
        /** It is interrupted when frames come, on a bus whose devices interrupt. */
        INTERRUPTS
    }

    /** A new driver. */
    protected abstract LinkDriver<B> driver(BootClock clock, RandomGenerator random);

    /** A new machine's bus with the driver's device on it. */
    protected abstract Bench<B> bench();

    /** A bus without such a device. */
    protected abstract Bench<B> empty();

    /** What this driver can't. */
    protected Set<Ability> declined() {
        return EnumSet.noneOf(Ability.class);
    }

    private Bench<B> made(Bench<B> bench) {
        benches.add(bench);
        return bench;
    }

    private LinkDriver<B> driver() {
        return driver(clock, new Random(1));
    }

    private Link open(Bench<B> bench) {
        Link link = driver().open(bench.bus(), interrupts::incrementAndGet);
        links.add(link);
        return link;
    }

    @BeforeEach
    void notInterrupted() {
        assertFalse(Thread.interrupted());
    }

    @AfterEach
    void nothingIsLeftOver() {
        assertFalse(Thread.interrupted(), "the boot's thread is left interrupted");
        links.forEach(link -> link.card().quiesce());
        benches.forEach(Bench::close);
        assertEquals(0, Leftovers.release(given), "leaks a buffer: frames that transmit took were never released");
    }

    private static byte[] frame(int bytes, long seed) {
        var frame = new byte[bytes];
        new Random(seed).nextBytes(frame);
        return frame;
    }

    /** In each kind of buffer in turn, not always from index 0. */
    private ByteBuf buffer(byte[] frame, int turn) {
        ByteBuf buffer = switch (turn % 3) {
            case 0 -> Unpooled.copiedBuffer(frame);
            case 1 -> Unpooled.directBuffer(frame.length + 7).writeZero(7).writeBytes(frame).skipBytes(7);
            default -> Unpooled.wrappedBuffer(Unpooled.copiedBuffer(frame, 0, frame.length / 2),
                    Unpooled.copiedBuffer(frame, frame.length / 2, frame.length - frame.length / 2));
        };
        if (frame.length > 0) { // an empty one is Netty's own
            given.add(buffer);
        }
        return buffer;
    }

    private static List<byte[]> receive(Link link, int budget) {
        var frames = new ArrayList<byte[]>();
        int told = link.receive((frame, checked) -> {
            assertEquals(1, frame.refCnt(), "each received buffer has one owner, the consumer");
            frames.add(ByteBufUtil.getBytes(frame));
            frame.release();
        }, budget);
        assertEquals(frames.size(), told, "receive returns how many frames it handed over");
        assertTrue(frames.size() <= budget, () -> "a budget of " + budget + " frames, " + frames.size() + " came");
        return frames;
    }

    private static void same(List<byte[]> expected, List<byte[]> actual, String what) {
        assertEquals(expected.size(), actual.size(), () -> "frames " + what);
        for (int i = 0; i < expected.size(); i++) {
            int at = i;
            assertArrayEquals(expected.get(i), actual.get(i), () -> "frame " + at + " " + what + ": whole, unchanged, in order");
        }
    }

    private static int longest(Link link) {
        return Math.min(link.facts().mtu(), 9000) + ETHERNET_HEADER;
    }

    @Test
    void tellsItsFacts() {
        Link link = open(made(bench()));
        LinkFacts facts = link.facts();
        assertTrue(facts.address().value() != 0 && !facts.address().isGroup(), () -> "no card has the address " + facts.address());
        assertTrue(facts.mtu() >= 68 && facts.mtu() <= 65_535, () -> "an MTU of " + facts.mtu());
        assertFalse(facts.location().isBlank(), "the facts tell where the device is");
        assertSame(link.card(), link.card(), "a link has one card");
        assertEquals(facts, link.facts(), "the facts of an open link stay");
        if (declined().contains(Ability.INTERRUPTS)) {
            assertTrue(facts.maxSleepNanos() > 0 && facts.maxSleepNanos() <= 1_000_000_000L,
                    "without interrupts the loop has to look by itself: maxSleepNanos is " + facts.maxSleepNanos());
        } else {
            assertInstanceOf(InterruptingCard.class, link.card(), "it does not decline interrupts, and its card has none");
            assertEquals(Long.MAX_VALUE, facts.maxSleepNanos(), "with interrupts the loop may sleep for ever");
        }
    }

    @Test
    void sendsFramesWhole() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        for (int round = 0; round < 40; round++) {
            var frames = new ArrayList<byte[]>();
            var random = new Random(round);
            for (int i = 0; i < 1 + round % 5; i++) {
                int bytes = round == 0 ? longest(link) : ETHERNET_HEADER + random.nextInt(longest(link) - ETHERNET_HEADER + 1);
                byte[] frame = frame(bytes, round * 100L + i);
                frames.add(frame);
                assertTrue(link.transmit(buffer(frame, round + i)), "transmit of frame " + i + " while the ring is empty");
            }
            link.flush();
            same(frames, bench.sent(), "sent");
        }
    }

    @Test
    void receivesFramesWhole() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        for (int round = 0; round < 60; round++) {
            var frames = new ArrayList<byte[]>();
            var random = new Random(round);
            for (int i = 0; i < 1 + round % 5; i++) {
                byte[] frame = frame(round == 0 ? 1514 : 60 + random.nextInt(1455), round * 100L + i);
                frames.add(frame);
                bench.arrive(frame);
            }
            same(frames, receive(link, 64), "received");
        }
    }

    @Test
    void givesBuffersAway() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        var kept = new ArrayList<ByteBuf>();
        byte[] first = frame(600, 1);
        bench.arrive(first);
        link.receive((frame, checked) -> kept.add(frame), 1);
        assertEquals(1, kept.size());
        for (int i = 0; i < 600; i++) {
            bench.arrive(frame(700, 2 + i));
            receive(link, 16);
        }
        byte[] later = ByteBufUtil.getBytes(kept.getFirst());
        kept.getFirst().release();
        assertArrayEquals(first, later, "a received buffer changed later: it must be the consumer's own, no view of the ring");
    }

    @Test
    void keepsTheBudget() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        var frames = new ArrayList<byte[]>();
        for (int i = 0; i < 10; i++) {
            frames.add(frame(100 + i, i));
            bench.arrive(frames.get(i));
        }
        var received = new ArrayList<>(receive(link, 4));
        assertEquals(4, received.size(), "a budget of 4 frames while 10 wait");
        received.addAll(receive(link, 64));
        same(frames, received, "received in two goes");
        assertEquals(0, receive(link, 64).size(), "nothing is waiting");
    }

    @Test
    void aFullRingIsLoss() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        for (int i = 0; i < 5000; i++) {
            link.transmit(buffer(frame(1000, i), i));
        }
        link.flush();
        bench.sent();
        byte[] frame = frame(500, 77);
        assertTrue(link.transmit(buffer(frame, 0)), "the ring is empty again, but transmit still drops");
        link.flush();
        same(List.of(frame), bench.sent(), "sent after the ring was full");
    }

    @Test
    void dropsWhatDoesNotFit() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        var fitting = frame(longest(link), 5);
        for (int bytes : new int[]{0, 1, 13, link.facts().mtu() + 19, 70_000}) {
            assertFalse(link.transmit(buffer(frame(bytes, bytes), 0)), () -> "a frame of " + bytes + " bytes can't be sent");
        }
        link.transmit(buffer(fitting, 1));
        link.flush();
        same(List.of(fitting), bench.sent(), "sent among some that don't fit");
    }

    @Test
    void doesNotTrustTheDevicesLengths() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        assumeTrue(bench.lie(), "the bench can't have its device tell a wrong length: there is nothing to test");
        try {
            List<byte[]> frames = receive(link, 64);
            assertEquals(0, frames.size(), "reads past a length: the device told of a longer frame than fits into the memory it was given");
        } catch (StrapworkException e) {
            ToldWell.check(e, 'L');
        } catch (RuntimeException e) {
            throw new AssertionError("reads past a length: the device told of a longer frame than fits, and this came out: " + e, e);
        }
    }

    /** A card that has no interrupts is always ready for sleep. */
    private static boolean arm(Link link) {
        return !(link.card() instanceof InterruptingCard card) || card.armInterrupt();
    }

    private static void disarm(Link link) {
        if (link.card() instanceof InterruptingCard card) {
            card.disarmInterrupt();
        }
    }

    @Test
    void interruptsWhenFramesCome() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        if (declined().contains(Ability.INTERRUPTS)) {
            assertTrue(arm(link));
            bench.arrive(frame(60, 1));
            assertEquals(0, interrupts.get(), "it declines interrupts, but raises them");
            assertEquals(1, receive(link, 8).size());
            return;
        }
        for (int round = 0; round < 20; round++) {
            assertTrue(arm(link), "nothing waits, so armInterrupt returns true");
            int before = interrupts.get();
            bench.arrive(frame(60, round));
            assertTrue(interrupts.get() > before, "a frame arrived while interrupts were armed, but nobody was told");
            disarm(link);
            assertEquals(1, receive(link, 8).size());
        }
    }

    @Test
    void isQuietWhileDisarmed() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        arm(link);
        disarm(link);
        interrupts.set(0);
        bench.arrive(frame(60, 1));
        bench.arrive(frame(60, 2));
        assertEquals(0, interrupts.get(), "interrupted although interrupts were disarmed");
        if (link.card() instanceof InterruptingCard) {
            assertFalse(arm(link), "frames wait already, so armInterrupt returns false");
        }
        disarm(link);
        assertEquals(2, receive(link, 8).size());
    }

    @Test
    void neverBlocksTheLoop() throws Exception {
        Link link = open(made(bench()));
        String otherwise = "blocks the event loop: receive waits for a frame instead of returning 0";
        Duration before = clock.elapsed();
        Limit.within(60, otherwise, () -> {
            LoopWaits waits = LoopWaits.of(Thread.currentThread());
            assertEquals(0, receive(link, 8).size());
            if (waits.waited().compareTo(LoopWaits.MOST) > 0) {
                throw new AssertionError(otherwise);
            }
            return true;
        });
        assertEquals(before, clock.elapsed(), otherwise);
    }

    @Test
    void isSilentAfterQuiesce() {
        Bench<B> bench = made(bench());
        Link link = open(bench);
        link.transmit(buffer(frame(200, 1), 0));
        link.flush();
        bench.arrive(frame(200, 2));
        receive(link, 8);
        bench.arrive(frame(200, 3));
        link.card().quiesce();
        GuestSnapshot before = GuestSnapshot.of(bench.bus().dma().memory());
        link.transmit(buffer(frame(300, 4), 0));
        link.flush();
        link.receive((frame, checked) -> frame.release(), 8);
        disarm(link);
        before.unchanged("writes after quiesce: the driver writes guest memory when it is used");
        interrupts.set(0);
        for (int i = 0; i < 8; i++) {
            bench.arrive(frame(400, 5 + i));
        }
        before.unchanged("ignores close: the device still runs after quiesce, and writes guest memory; reset it");
        assertEquals(0, interrupts.get(), "ignores close: the device still interrupts after quiesce");
        link.card().quiesce();
        before.unchanged("writes after quiesce: the second quiesce writes guest memory");
    }

    @Test
    void canBeOpenedAgain() {
        Bench<B> bench = made(bench());
        for (int i = 0; i < 3; i++) {
            Link link = open(bench);
            byte[] frame = frame(100 + i, i);
            link.transmit(buffer(frame, i));
            link.flush();
            same(List.of(frame), bench.sent(), "sent by link number " + (i + 1) + " on the same device");
            bench.arrive(frame);
            same(List.of(frame), receive(link, 8), "received by link number " + (i + 1) + " on the same device");
            link.card().quiesce();
            link.card().quiesce();
        }
    }

    @Test
    void tellsOfABusWithoutItsDevice() {
        Bench<B> bench = made(empty());
        ToldWell.refuses("a bus without such a device", 'L', () -> open(bench));
    }

    @Test
    void keepsInterruptsOfItsThread() throws Exception {
        Bench<B> bench = made(bench());
        Limit.within(30, "open does not return once its thread was interrupted", () -> {
            Thread.currentThread().interrupt();
            try {
                open(bench);
            } catch (StrapworkException e) {
                ToldWell.check(e, 'L');
            }
            assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return or throw");
            return true;
        });
    }

    @Test
    void twoBootsAtOnce() throws Exception {
        var runs = new ArrayList<CompletableFuture<Void>>();
        for (int boot = 0; boot < 4; boot++) {
            Bench<B> bench = made(bench());
            Optional<Link> link = Optional.of(open(bench));
            int seed = boot;
            runs.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 200; i++) {
                    byte[] frame = frame(60 + i, seed * 1000L + i);
                    link.get().transmit(Unpooled.copiedBuffer(frame));
                    link.get().flush();
                    same(List.of(frame), bench.sent(), "sent: concurrent boots disturbed each other");
                    bench.arrive(frame);
                    same(List.of(frame), receive(link.get(), 4), "received: concurrent boots disturbed each other");
                }
            }));
        }
        for (CompletableFuture<Void> run : runs) {
            run.exceptionally(e -> {
                throw new AssertionError("concurrent boots disturbed each other: " + e.getMessage(), e);
            }).join();
        }
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(driver());
        StaticState.none(open(made(bench())));
    }
}
