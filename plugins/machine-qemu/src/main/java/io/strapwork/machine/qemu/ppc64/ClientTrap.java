package io.strapwork.machine.qemu.ppc64;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.qemu.process.ProblemCodes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other side of the call entry in {@code shims/ppc64.S}. A guest that calls posts a request and looks for its answer for a while; then it stops its CPU by RTAS stop-self, and
 * is started again with the answer. All words are big-endian.
 *
 * <table>
 * <caption>The mailbox, 0x3000 behind the shim's copy</caption>
 * <tr><td>00</td><td>SEQ</td><td>guest: number of its last request</td></tr>
 * <tr><td>04</td><td>ACK</td><td>host: number of the last request that is answered</td></tr>
 * <tr><td>08</td><td>TAKEN</td><td>guest: number of the last answer that it has seen</td></tr>
 * <tr><td>0c</td><td>PARKED</td><td>guest: 1 from before it stops until it was started; it never goes on by itself in between</td></tr>
 * <tr><td>10</td><td>SPIN</td><td>host: how often the guest looks before it stops</td></tr>
 * <tr><td>14</td><td>WHAT</td><td>guest: 0 a call, 1 a hypercall is done, 2 the CPU is here for its last jump</td></tr>
 * <tr><td>18</td><td>COMMAND</td><td>host: 0 return from the call, 1 do a hypercall, 2 jump</td></tr>
 * <tr><td>20, 28</td><td>ARG, RESULT</td><td>r3 of the call and of its return</td></tr>
 * <tr><td>30, 38, 40</td><td>LR, MSR, r1</td><td>of the caller</td></tr>
 * <tr><td>48</td><td>STOP</td><td>host: the arguments of stop-self</td></tr>
 * <tr><td>60</td><td>HCALL</td><td>r3 to r9 of the hypercall, before and after</td></tr>
 * <tr><td>a0</td><td>REGS</td><td>host: nip, msr and r1 to r7 of the jump</td></tr>
 * </table>
 *
 * <p>One thread at a time.
 */
final class ClientTrap implements CallingCpu {
    /** Of the shim's copy: where start-cpu lets a CPU go, where the guest calls, where a stopped CPU goes on. */
    static final long START = 0x40;
    static final long CALL = 0x80;
    static final long WAKE = 0x140;
    static final long MAILBOX = 0x3000;
    static final long BYTES = 0x100;
    private static final Logger LOG = LoggerFactory.getLogger(ClientTrap.class);
    private static final int SEQ = 0x00;
    private static final int ACK = 0x04;
    private static final int TAKEN = 0x08;
    private static final int PARKED = 0x0c;
    private static final int SPIN = 0x10;
    private static final int WHAT = 0x14;
    private static final int COMMAND = 0x18;
    private static final int ARG = 0x20;
    private static final int RESULT = 0x28;
    private static final int SAVED_MSR = 0x38;
    private static final int STOP = 0x48;
    private static final int HCALL = 0x60;
    private static final int HCALL_REGISTERS = 7;
    private static final int REGS = 0xa0;
    private static final int CALLED = 0;
    private static final int HCALL_DONE = 1;
    private static final int STARTED = 2;
    private static final int RETURN = 0;
    private static final int DO_HCALL = 1;
    private static final int JUMP = 2;
    private static final long SF = 1L << 63;
    /** About a tenth of a millisecond under TCG. */
    private static final int SPIN_TURNS = 20_000;
    /** For how long after the last call the next one is looked for without a pause, and with short ones. */
    private static final long EAGER_NANOS = 50_000;
    private static final long BRISK_NANOS = 20_000_000;
    private static final long LAZY_NANOS = 2_000_000_000;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle();
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment box;
    private final GuestMemory memory;
    private final Starter starter;
    private final BooleanSupplier alive;
    private final Duration patience;
    private int answered;
    private volatile boolean closed;

    /** RTAS start-cpu for the boot CPU. */
    @FunctionalInterface
    interface Starter {
        /** Whether it was stopped and goes on there, with the mailbox in r3. */
        boolean start(long offset);
    }

    /**
     * @param box      the mailbox
     * @param stopSelf token of that RTAS call
     * @param alive    whether waiting makes sense
     */
    ClientTrap(MemorySegment box, GuestMemory memory, int stopSelf, Starter starter, BooleanSupplier alive, Duration patience) {
        this.box = box;
        this.memory = memory;
        this.starter = starter;
        this.alive = alive;
        this.patience = patience;
        box.fill((byte) 0);
        box.set(U32, SPIN, SPIN_TURNS);
        box.set(U32, STOP, stopSelf);
        box.set(U32, STOP + 8, 1);
    }

    /** Lets the parked CPU go; it never comes back. */
    void release(CpuState cpu) {
        prepare(cpu);
        box.set(U32, COMMAND, JUMP);
        WORD.setRelease(box, (long) ACK, 1);
        start();
    }

    /** Lets the parked CPU go and answers its calls on a thread of its own, until what is returned is closed. */
    AutoCloseable serve(CpuState cpu, FirmwareCalls calls) {
        start();
        var failure = new java.util.concurrent.CompletableFuture<@Nullable Void>();
        Thread thread = Thread.ofPlatform().daemon().name("firmware-calls").start(() -> run(cpu, calls, failure));
        AutoCloseable service = () -> {
            closed = true;
            LockSupport.unpark(thread);
            thread.join();
        };
        try {
            failure.join();
            return service;
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : e;
        }
    }

    private void start() {
        if (!starter.start(START)) {
            throw new Problem(Rtas.RUN_TIME_SERVICE, Blame.HOST, "RTAS start-cpu",
                    "the machine's boot CPU is not stopped at the expected place",
                    "Strapwork is tested with QEMU 7.2; check the log with --verbose").asException();
        }
    }

    private void run(CpuState cpu, FirmwareCalls calls, java.util.concurrent.CompletableFuture<@Nullable Void> gone) {
        try {
            expect(STARTED);
            calls.starting(this);
            prepare(cpu);
            answer(JUMP);
            gone.complete(null);
        } catch (RuntimeException e) {
            gone.completeExceptionally(e);
            return;
        }
        try {
            while (request(Long.MAX_VALUE)) {
                serve(calls);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("the guest's calls are no longer answered", e);
            }
        }
    }

    private void serve(FirmwareCalls calls) {
        if (box.get(U32, WHAT) != CALLED) {
            throw confused();
        }
        boolean wide = (box.get(U64, SAVED_MSR) & SF) != 0;
        long argument = box.get(U64, ARG);
        long result;
        try {
            result = calls.call(this, wide ? argument : argument & 0xffffffffL);
        } catch (io.strapwork.api.plugin.StrapworkException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("a call of the guest failed", e);
            result = -1;
        }
        box.set(U64, RESULT, result);
        answer(RETURN);
    }

    private void prepare(CpuState cpu) {
        box.set(U64, REGS, cpu.entry().value());
        box.set(U64, REGS + 8, cpu.register("msr"));
        for (int i = 1; i <= 7; i++) {
            box.set(U64, REGS + 8 + 8L * i, cpu.register("r" + i));
        }
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    @Override
    public long[] hypercall(long number, long... arguments) {
        if (arguments.length >= HCALL_REGISTERS) {
            throw new IllegalArgumentException(arguments.length + " arguments");
        }
        box.set(U64, HCALL, number);
        for (int i = 1; i < HCALL_REGISTERS; i++) {
            box.set(U64, HCALL + 8L * i, i <= arguments.length ? arguments[i - 1] : 0);
        }
        answer(DO_HCALL);
        expect(HCALL_DONE);
        var results = new long[HCALL_REGISTERS];
        for (int i = 0; i < results.length; i++) {
            results[i] = box.get(U64, HCALL + 8L * i);
        }
        return results;
    }

    /** A request of that kind must come now. */
    private void expect(int what) {
        if (!request(patience.toNanos())) {
            throw late(closed ? "the machine was closed" : "the shim did not answer within " + patience.toSeconds() + " s");
        }
        if (box.get(U32, WHAT) != what) {
            throw confused();
        }
    }

    /** Waits for the next request: false when time is over, the machine gone, or this closed. */
    private boolean request(long patienceNanos) {
        long start = System.nanoTime();
        while ((int) WORD.getAcquire(box, (long) SEQ) != answered + 1) {
            long waited = System.nanoTime() - start;
            if (closed || waited > patienceNanos) {
                return false;
            }
            if (!pause(waited)) {
                return false;
            }
        }
        return true;
    }

    /** A pause as long as the guest has been quiet for; false when it is gone. */
    private boolean pause(long waited) {
        if (waited < EAGER_NANOS) {
            Thread.onSpinWait();
            return true;
        }
        LockSupport.parkNanos(waited < BRISK_NANOS ? 50_000 : waited < LAZY_NANOS ? 1_000_000 : 10_000_000);
        return alive.getAsBoolean();
    }

    /** Hands the answer over and waits until the guest has seen it: started again first, when it has stopped. */
    private void answer(int command) {
        box.set(U32, COMMAND, command);
        answered++;
        WORD.setRelease(box, (long) ACK, answered);
        long start = System.nanoTime();
        boolean woken = false;
        while (!isTaken()) {
            // once it says that it stops, it does, and waits to be started: by nobody else, and by this not twice.
            // a guest that has taken this answer may have stopped for its next one since: TAKEN is older than that PARKED
            if (!woken && (int) WORD.getAcquire(box, (long) PARKED) == 1 && !isTaken()) {
                woken = starter.start(WAKE);
            }
            long waited = System.nanoTime() - start;
            if (waited > patience.toNanos()) {
                throw late("the shim did not take its answer within " + patience.toSeconds() + " s");
            }
            if (closed || !pause(waited)) {
                throw late("the machine is gone");
            }
        }
    }

    private boolean isTaken() {
        return (int) WORD.getAcquire(box, (long) TAKEN) == answered;
    }

    private static RuntimeException late(String what) {
        return new Problem(ProblemCodes.NO_ANSWER, Blame.HOST, "mailbox", what,
                "set a longer patience = \"…\" in [machine]; if it still fails, use QEMU 7.2, which Strapwork is tested with")
                .asException();
    }

    private RuntimeException confused() {
        return new Problem("SW-M243", Blame.PEER, "mailbox", "the guest wrote to memory that belongs to its firmware",
                "/memory \"available\" and \"reserved-ranges\" exclude this memory; report this to the author of the guest").asException();
    }
}
