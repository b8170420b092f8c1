package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.qemu.process.ProblemCodes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The other side of {@code shims/s390x.S}: a page in which the shim looks for an instruction, executes it with the registers found there, and puts them back. All words are big-endian.
 *
 * <table>
 * <caption>The page</caption>
 * <tr><td>00</td><td>REQ</td><td>a new value is a request</td></tr>
 * <tr><td>04</td><td>ACK</td><td>the shim's answer, the same value</td></tr>
 * <tr><td>08</td><td>BOOT</td><td>how often the shim has started</td></tr>
 * <tr><td>0c</td><td>RES</td><td>condition code in bits 2 and 3; all ones after a program check</td></tr>
 * <tr><td>10</td><td>INSN</td><td>the instruction, 2 to 6 bytes; executed by EXRL, so it must not be EX or EXRL</td></tr>
 * <tr><td>1c</td><td>PARK</td><td>0: never sleep; 2: sleep until a restart interruption</td></tr>
 * <tr><td>1d</td><td>PARKED</td><td>1 from before the last look at REQ until awake</td></tr>
 * <tr><td>28</td><td>LOOK</td><td>how long REQ is looked at after a request before the CPU sleeps, in units of the TOD clock</td></tr>
 * <tr><td>30</td><td>WAITPSW</td><td>PSW of the sleep, enabled for nothing but restart and machine check, address of the shim's label "wake"</td></tr>
 * <tr><td>80, 100</td><td>registers</td><td>general registers 0 to 15 before and after</td></tr>
 * <tr><td>absolute ff0</td><td>RESTARTS</td><td>restart interruptions that the shim has handled</td></tr>
 * </table>
 *
 * <p>A request is cheap while the CPU looks (about 2 µs), and takes 0.2 ms to some milliseconds when it sleeps; one is under way at a time. A CPU that looks takes a processor of
 * this computer: it is kept awake while requests follow each other closely, and sleeps soon otherwise. Any thread.
 */
final class Mailbox {
    static final long CODE = 0x9000;
    static final long PAGE = 0xa000;
    private static final int REQ = 0x00;
    private static final int ACK = 0x04;
    private static final int BOOT = 0x08;
    private static final int RES = 0x0c;
    private static final int INSN = 0x10;
    private static final int PARK = 0x1c;
    private static final int PARKED = 0x1d;
    private static final int LOOK = 0x28;
    private static final int WAIT_PSW = 0x30;
    private static final int REGISTERS_IN = 0x80;
    private static final int REGISTERS_OUT = 0x100;
    private static final long WAKE = CODE + 0x18;
    private static final long PROGRAM = CODE + 0xc0;
    private static final long RESTART = CODE + 0xe0;
    private static final long EXTERNAL = CODE + 0xf0;
    private static final long PSW_64_BIT = 0x0000_0001_8000_0000L;
    private static final long PSW_WAIT = 0x0102_0001_8000_0000L;
    private static final long NEW_PSWS = 0x1a0;
    private static final long NEW_PSWS_END = 0x200;
    private static final long PROGRAM_INTERRUPTION_CODE = 0x8e;
    private static final long TOD_UNITS_PER_MICROSECOND = 4096;
    private static final long SHORT_LOOK_MICROSECONDS = 100;
    /** Longer than a busy computer may take to let any of the threads run that a request and its answer pass through. */
    private static final long LONG_LOOK_MICROSECONDS = 10_000;
    /** A request that comes within this time after another, as each block of TFTP asks for one, would have been worth staying awake for. */
    private static final long BRISK_NANOS = 2_000_000;
    private static final int BRISK_REQUESTS = 4;
    /** Absolute, counted by the shim's restart handler. */
    private static final long RESTARTS = 0xff0;
    private static final long AWAKENING_NANOS = 1_000_000;
    /**
     * How long the shim's PARKED may take to be seen after its last look at REQ. QEMU 7.2 leaves the shim's barrier out on a machine with one CPU (tcg_gen_mb emits nothing without
     * CF_PARALLEL), so the host's CPU may look before it stores; its store buffer is empty long before this time is over.
     */
    private static final long STORE_NANOS = 5_000;
    private static final long MOMENT_NANOS = 500_000;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment low;
    private final MemorySegment page;
    private final Runnable restart;
    private final BooleanSupplier alive;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private int request;
    private int restarts;
    private long lastRestart;
    private long lastRequest;
    private int brisk;
    private boolean left;

    /**
     * @param low     absolute memory from 0 to the end of the page
     * @param restart gives the CPU a restart interruption
     * @param alive   whether waiting makes sense
     */
    Mailbox(MemorySegment low, Runnable restart, BooleanSupplier alive, Duration patience) {
        this.low = low;
        this.page = low.asSlice(PAGE);
        this.restart = restart;
        this.alive = alive;
        this.patience = patience;
    }

    /** Waits for the shim and makes it ready for requests: new PSWs, and sleep between them. */
    void open() {
        lock.lock();
        try {
            await(() -> (int) WORD.getAcquire(page, (long) BOOT) != 0, "start");
            for (long psw = NEW_PSWS; psw < NEW_PSWS_END; psw += 16) {
                low.set(U64, psw, PSW_64_BIT);
                low.set(U64, psw + 8, psw == NEW_PSWS ? RESTART : psw == NEW_PSWS + 16 ? EXTERNAL : PROGRAM);
            }
            page.set(U64, WAIT_PSW, PSW_WAIT);
            page.set(U64, WAIT_PSW + 8, WAKE);
            request = Integer.reverseBytes((int) WORD.getAcquire(page, (long) ACK));
            restarts = Integer.reverseBytes((int) WORD.getAcquire(low, RESTARTS));
            // a request while the CPU looks all the time, so that the PSWs are there before it may sleep
            execute(Instruction.NOPR);
            page.set(U64, LOOK, SHORT_LOOK_MICROSECONDS * TOD_UNITS_PER_MICROSECOND);
            VarHandle.releaseFence();
            page.set(ValueLayout.JAVA_BYTE, PARK, (byte) 2);
        } finally {
            lock.unlock();
        }
    }

    /** Executes an instruction with registers 1, 2, … and returns the condition code. */
    int execute(Instruction instruction, long... registers) {
        lock.lock();
        try {
            refuseLeft();
            settle();
            post(instruction, registers);
            settle();
            int result = page.get(U32, RES);
            if (result == -1) {
                throw new Problem("SW-M221", Blame.BUG, "instruction " + instruction.name(),
                        "the machine answers with program check " + Integer.toHexString(low.get(U16, PROGRAM_INTERRUPTION_CODE)), "")
                        .asException();
            }
            return result >>> 28 & 3;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands over an instruction where that takes no waiting, or hardly any. False when the mailbox is in use, or its CPU has to be woken first: the instruction must then be
     * {@linkplain #execute executed}, whether or not it was handed over.
     */
    boolean tryPost(Instruction instruction, long... registers) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            refuseLeft();
            return isSoonDone() && post(instruction, registers);
        } finally {
            lock.unlock();
        }
    }

    /** @return false when the CPU sleeps, or nearly so: it was given a restart, which may come too early */
    private boolean post(Instruction instruction, long... registers) {
        pace();
        prepare(instruction, registers);
        WORD.setRelease(page, (long) REQ, Integer.reverseBytes(++request));
        return isSeen();
    }

    /** A CPU that is awake has done the last one in a moment, unless QEMU holds it up. */
    private boolean isSoonDone() {
        long start = System.nanoTime();
        while (!isDone()) {
            if (isParked() || System.nanoTime() - start > MOMENT_NANOS) {
                return false;
            }
            Thread.yield();
        }
        return true;
    }

    private void refuseLeft() {
        if (left) {
            throw new IllegalStateException("the guest has the machine");
        }
    }

    private void pace() {
        long now = System.nanoTime();
        boolean wasBrisk = brisk == BRISK_REQUESTS;
        brisk = now - lastRequest < BRISK_NANOS ? Math.min(brisk + 1, BRISK_REQUESTS) : 0;
        lastRequest = now;
        if (wasBrisk != (brisk == BRISK_REQUESTS)) {
            page.set(U64, LOOK, (wasBrisk ? SHORT_LOOK_MICROSECONDS : LONG_LOOK_MICROSECONDS) * TOD_UNITS_PER_MICROSECOND);
        }
    }

    private void prepare(Instruction instruction, long... registers) {
        MemorySegment.copy(instruction.bytes(), 0, page, ValueLayout.JAVA_BYTE, INSN, instruction.bytes().length);
        for (int i = 0; i < registers.length; i++) {
            page.set(U64, REGISTERS_IN + 8L * (i + 1), registers[i]);
        }
    }

    /** Hands over the instruction that does not return, when the CPU is awake and no restart is under way any more. */
    void leave(Instruction instruction, long... registers) {
        lock.lock();
        try {
            page.set(ValueLayout.JAVA_BYTE, PARK, (byte) 0);
            execute(Instruction.NOPR);
            await(this::isRestartTaken, "take the last restart");
            prepare(instruction, registers);
            WORD.setRelease(page, (long) REQ, Integer.reverseBytes(++request));
            left = true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isSeen() {
        VarHandle.fullFence();
        long start = System.nanoTime();
        long now;
        do {
            now = System.nanoTime();
            if (isParked()) {
                wake();
                return false;
            }
            Thread.onSpinWait();
        } while (!isDone() && now - start < STORE_NANOS); // the last look begins when the time is over
        return true;
    }

    private boolean isParked() {
        return page.get(ValueLayout.JAVA_BYTE, PARKED) == 1;
    }

    /** A restart that comes while the last one is still being handled would lose what was interrupted: only one is under way. */
    private void wake() {
        if (isRestartTaken()) {
            restarts++;
            lastRestart = System.nanoTime();
            restart.run();
        }
    }

    private boolean isRestartTaken() {
        return Integer.reverseBytes((int) WORD.getAcquire(low, RESTARTS)) == restarts;
    }

    /** General register {@code number} after the last instruction. */
    long register(int number) {
        lock.lock();
        try {
            settle();
            return page.get(U64, REGISTERS_OUT + 8L * number);
        } finally {
            lock.unlock();
        }
    }

    /** All registers of the next instruction. */
    void load(long[] registers) {
        lock.lock();
        try {
            settle();
            for (int i = 0; i < registers.length; i++) {
                page.set(U64, REGISTERS_IN + 8L * i, registers[i]);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the last request is done: its instruction must not be touched before. */
    private void settle() {
        if (!isDone()) {
            await(this::isDone, "answer");
        }
    }

    private boolean isDone() {
        return Integer.reverseBytes((int) WORD.getAcquire(page, (long) ACK)) == request;
    }

    private void await(BooleanSupplier done, String what) {
        long start = System.nanoTime();
        for (int turn = 0; !done.getAsBoolean(); turn++) {
            if (turn < 500) {
                Thread.onSpinWait();
                continue;
            }
            if (turn < 520) {
                Thread.yield();
                continue;
            }
            LockSupport.parkNanos(turn < 600 ? 20_000 : 200_000);
            long now = System.nanoTime();
            if (!alive.getAsBoolean()) {
                throw new Problem(ProblemCodes.ENDED, Blame.HOST, "machine", "QEMU exited while the machine was being set up",
                        "check whether something outside Strapwork ended QEMU, and boot again")
                        .asException();
            }
            if (now - start > patience.toNanos()) {
                throw new Problem(ProblemCodes.NO_ANSWER, Blame.HOST, GuestAddress.of(PAGE).toString(),
                        "the shim did not " + what + " within " + patience.toSeconds() + " s",
                        "set a longer patience = \"…\" in [machine]; if it still fails, use QEMU 7.2, which Strapwork is tested with")
                        .asException();
            }
            // a restart between its last look and its sleep does not wake the CPU
            if (isParked() && now - lastRestart > AWAKENING_NANOS) {
                wake();
            }
        }
    }
}
