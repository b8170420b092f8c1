package io.strapwork.machine.qemu.s390x;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host's side of the mailbox against a shim that a thread plays. */
@Timeout(600)
class MailboxTests {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment low = arena.allocate(0xb000, 4096);
    private final MemorySegment page = low.asSlice(0xa000);
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final AtomicInteger restarts = new AtomicInteger();
    private final List<String> executed = new ArrayList<>();
    private volatile int result;
    private volatile boolean dead;
    private volatile long lastNew;
    private int handled;

    private final Thread shim = Thread.ofPlatform().daemon().unstarted(this::play);

    private void play() {
        page.set(U32, 8, 1);
        int seen = 0;
        while (alive.get()) {
            boolean found = false;
            for (int turn = 0; turn < 50 && !found; turn++) {
                found = (int) WORD.getAcquire(page, 0L) != seen && !dead;
            }
            if (!found && page.get(ValueLayout.JAVA_BYTE, 0x1c) == 2) {
                found = lastLook(seen);
                for (int turn = 0; !found && alive.get() && !isRestarted(); turn++) {
                    spin(turn);
                }
            }
            if (found) {
                seen = (int) WORD.getAcquire(page, 0L);
                execute(seen);
            }
            page.set(ValueLayout.JAVA_BYTE, 0x1d, (byte) 0);
        }
    }

    /** For a moment only: what takes longer waits for a thread that may need this processor. */
    private static void spin(int turn) {
        if (turn < 500) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** A CPU without a barrier: it looks first, and what it stores is seen a little later; but never later than that without a look in between. */
    private boolean lastLook(int seen) {
        long look = System.nanoTime();
        boolean found = (int) WORD.getAcquire(page, 0L) != seen && !dead;
        while (System.nanoTime() - look < 1_000) {
            Thread.onSpinWait();
        }
        page.set(ValueLayout.JAVA_BYTE, 0x1d, (byte) 1);
        VarHandle.fullFence();
        return found || System.nanoTime() - look > 2_000 && (int) WORD.getAcquire(page, 0L) != seen && !dead;
    }

    /** Takes a restart; every seventh comes in the gap before the sleep and does not wake. */
    private boolean isRestarted() {
        if (restarts.get() == handled) {
            return false;
        }
        assertEquals(handled + 1, restarts.get(), "a second restart while one is under way");
        handled++;
        WORD.setRelease(low, 0xff0L, Integer.reverseBytes(handled));
        return handled % 7 != 0;
    }

    private void execute(int request) {
        synchronized (executed) {
            executed.add(HexFormat.of().formatHex(page.asSlice(0x10, 6).toArray(ValueLayout.JAVA_BYTE)));
        }
        long second = page.get(U64, 0x90);
        page.set(U64, 0x110, second + 1);
        lastNew = Math.max(lastNew, second);
        page.set(U32, 0x0c, result);
        WORD.setRelease(page, 4L, request);
    }

    private Mailbox open(Duration patience) {
        shim.start();
        var mailbox = new Mailbox(low, restarts::incrementAndGet, alive::get, patience);
        mailbox.open();
        return mailbox;
    }

    @AfterEach
    void end() throws InterruptedException {
        alive.set(false);
        shim.join();
        arena.close();
    }

    @Test
    void instructionsAreExecutedOnceAndInOrder() {
        Mailbox mailbox = open(Duration.ofSeconds(30));
        for (int i = 0; i < 300; i++) {
            result = (i & 3) << 28;
            if (i % 3 == 0) {
                mailbox.execute(Instruction.DIAG_500, 3, i, 1, 0);
                assertEquals(i + 1, mailbox.register(2));
            } else {
                assertEquals(i & 3, mailbox.execute(Instruction.STSCH, 0x10000, i));
            }
        }
        synchronized (executed) {
            assertEquals(301, executed.size());
            assertEquals("070000000000", executed.getFirst());
            assertEquals("832405000000", executed.get(1));
            assertEquals("b23420000000", executed.get(2));
        }
        assertTrue(low.get(U64, 0x1a8) == 0x90e0 && low.get(U64, 0x1b8) == 0x90f0 && low.get(U64, 0x1d8) == 0x90c0);
        assertEquals(0x9018, page.get(U64, 0x38));
    }

    @Test
    void aKickThatNobodyWaitsForIsNotSleptOver() {
        var notifications = new Notifications(open(Duration.ofSeconds(30)));
        for (int i = 1; i <= 3_000; i++) {
            notifications.send(i, 1, 0);
            // a kick that went over just as the CPU fell asleep is repeated, maybe after the next one: registers may be those of an older one
            for (int turn = 0; lastNew != i; turn++) {
                assertTrue(shim.isAlive(), "the shim failed");
                spin(turn);
            }
        }
        notifications.settle();
    }

    @Test
    void kicksAreNotWaitedForAndWhatFailsIsToldAtTheNextOne() {
        var notifications = new Notifications(open(Duration.ofMillis(300)));
        dead = true;
        notifications.send(1, 0, 0);
        notifications.send(1, 0, 0);
        notifications.settle();
        assertEquals("SW-M220 0xa000 the shim did not answer within 0 s",
                assertThrows(StrapworkException.class, () -> notifications.send(1, 0, 0)).getMessage());
    }

    @Test
    void theCpuIsKeptAwakeWhileRequestsFollowEachOther() {
        Mailbox mailbox = open(Duration.ofSeconds(30));
        assertEquals(100 * 4096L, page.get(U64, 0x28));
        for (int i = 0; page.get(U64, 0x28) == 100 * 4096L; i++) {
            assertTrue(i < 10_000, "never kept awake");
            mailbox.execute(Instruction.NOPR);
        }
        assertEquals(10_000 * 4096L, page.get(U64, 0x28));
    }

    @Test
    void nothingIsHandedOverOnceTheGuestHasTheMachine() {
        Mailbox mailbox = open(Duration.ofSeconds(30));
        mailbox.leave(Instruction.DIAG_308, 0, 0, 1);
        assertThrows(IllegalStateException.class, () -> mailbox.tryPost(Instruction.NOPR));
        assertThrows(IllegalStateException.class, () -> mailbox.execute(Instruction.NOPR));
    }

    @Test
    void aProgramCheckIsToldWithItsCode() {
        Mailbox mailbox = open(Duration.ofSeconds(30));
        result = -1;
        low.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 0x8e, (short) 6);
        assertEquals("SW-M221 instruction SSCH the machine answers with program check 6",
                assertThrows(StrapworkException.class, () -> mailbox.execute(Instruction.SSCH, 1, 2)).getMessage());
    }

    @Test
    void aShimThatKeepsQuietIsAProblem() {
        Mailbox mailbox = open(Duration.ofMillis(300));
        dead = true;
        assertEquals("SW-M220 0xa000 the shim did not answer within 0 s",
                assertThrows(StrapworkException.class, () -> mailbox.execute(Instruction.CSCH, 1)).getMessage());
        alive.set(false);
        assertEquals("SW-M216 machine QEMU exited while the machine was being set up",
                assertThrows(StrapworkException.class, () -> mailbox.execute(Instruction.CSCH, 1)).getMessage());
    }
}
