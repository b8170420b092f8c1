package io.strapwork.machine.qemu.ppc64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mailbox against a CPU that does what the shim does: also when it stops itself before each answer. */
@Timeout(600)
class ClientTrapTests {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle();
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final CpuState CPU = new CpuState(Architecture.PPC64, GuestAddress.of(0x400000),
            Map.of("nip", 0x400000L, "msr", 0x3000L, "r1", 1L, "r2", 2L, "r3", 3L, "r7", 7L));

    private final MemorySegment box = Arena.ofAuto().allocate(ClientTrap.BYTES, 64).fill((byte) 0x5a);
    private final Semaphore startCpu = new Semaphore(0);
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean stopped = true;
    private volatile boolean alive = true;
    private final ClientTrap trap = new ClientTrap(box, new NoMemory(), 0x2007, this::start, () -> alive, Duration.ofSeconds(30));

    private record NoMemory() implements GuestMemory {
        @Override
        public List<GuestRange> ranges() {
            return List.of();
        }

        @Override
        public MemorySegment at(GuestRange range) {
            throw new IndexOutOfBoundsException();
        }
    }

    private boolean start(long offset) {
        if (!stopped) {
            return false;
        }
        assertEquals(wakes.getAndIncrement() == 0 ? ClientTrap.START : ClientTrap.WAKE, offset);
        stopped = false;
        startCpu.release();
        return true;
    }

    private int word(long at) {
        return (int) WORD.getAcquire(box, at);
    }

    private void word(long at, int value) {
        WORD.setRelease(box, at, value);
    }

    /** Posts a request and waits as the shim does. @return the command */
    private int post(int what, boolean stops) {
        word(0x14, what);
        int request = word(0x00) + 1;
        word(0x00, request);
        if (stops) {
            word(0x0c, 1);
            // between saying so and being stopped, start-cpu answers that the CPU is running
            Thread.yield();
            stopped = true;
            startCpu.acquireUninterruptibly();
            word(0x0c, 0);
        }
        for (int turn = 0; word(0x04) != request; turn++) {
            assertTrue(!stops && alive, "a CPU that was started has an answer");
            if (turn < 500) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        int command = word(0x18);
        word(0x08, request);
        return command;
    }

    private static CompletableFuture<Void> guest(Runnable code) {
        return CompletableFuture.runAsync(code, task -> Thread.ofPlatform().daemon().name("guest").start(task));
    }

    private void begin() {
        startCpu.acquireUninterruptibly();
        assertEquals(2, post(2, false));
    }

    @Test
    void aJumpSetsTheRegisters() throws Exception {
        trap.release(CPU);
        startCpu.acquireUninterruptibly();
        assertEquals(2, post(2, false));
        long[] registers = {0x400000, 0x3000, 1, 2, 3, 0, 0, 0, 7};
        for (int i = 0; i < registers.length; i++) {
            assertEquals(registers[i], box.get(U64, 0xa0 + 8L * i), "register " + i);
        }
        assertEquals(0x2007, word(0x48));
        assertEquals(0, word(0x4c));
        assertEquals(1, word(0x50));
    }

    private static final class Doubling implements FirmwareCalls {
        long[] started = {};

        @Override
        public void starting(CallingCpu cpu) {
            started = cpu.hypercall(0xf002, 1, 2, 3);
        }

        @Override
        public long call(CallingCpu cpu, long argument) {
            return argument == 13 ? Long.parseLong("thirteen") : argument * 2;
        }
    }

    @Test
    void callsAndHypercallsAreAnswered() throws Exception {
        var calls = new Doubling();
        CompletableFuture<Void> guest = guest(() -> {
            startCpu.acquireUninterruptibly();
            assertEquals(1, post(2, false));
            assertEquals(0xf002, box.get(U64, 0x60));
            assertEquals(3, box.get(U64, 0x78));
            assertEquals(0, box.get(U64, 0x80));
            box.set(U64, 0x60, -4);
            box.set(U64, 0x68, 99);
            assertEquals(2, post(1, true));
            for (int i = 0; i < 5000; i++) {
                box.set(U64, 0x20, 0xabc_0000_0000L + i);
                box.set(U64, 0x38, 0x1000);
                assertEquals(0, post(0, i % 3 == 0));
                assertEquals(i == 13 ? -1 : 2L * i, box.get(U64, 0x28));
            }
            box.set(U64, 0x20, 0xabc_0000_0000L);
            box.set(U64, 0x38, 0x8000000000001000L);
            assertEquals(0, post(0, true));
            assertEquals(0x1578_0000_0000L, box.get(U64, 0x28));
        });
        try (AutoCloseable service = trap.serve(CPU, calls)) {
            guest.join();
        }
        assertArrayEquals(new long[]{-4, 99, 2, 3, 0, 0, 0}, calls.started);
        assertEquals(1 + 1 + 1667 + 1, wakes.get());
    }

    @Test
    void aMachineThatIsGoneEndsTheService() throws Exception {
        CompletableFuture<Void> guest = guest(this::begin);
        AutoCloseable service = trap.serve(CPU, (cpu, argument) -> 0);
        guest.join();
        alive = false;
        service.close();
        service.close();
    }

    @Test
    void aShimThatIsNotThereIsTold() {
        stopped = false;
        var told = assertThrows(StrapworkException.class, () -> trap.release(CPU)).problems().getFirst();
        assertEquals("SW-M240", told.code());
        assertEquals("the machine's boot CPU is not stopped at the expected place", told.what());
    }

    @Test
    void aFailureBeforeTheJumpIsTheBootsOwn() {
        guest(() -> {
            startCpu.acquireUninterruptibly();
            post(0, false);
        });
        var told = assertThrows(StrapworkException.class, () -> trap.serve(CPU, (cpu, argument) -> 0)).problems().getFirst();
        alive = false;
        assertEquals("SW-M243", told.code());
        assertEquals("the guest wrote to memory that belongs to its firmware", told.what());
    }
}
