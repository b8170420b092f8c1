package io.strapwork.machine.qemu.x86;

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

/**
 * The other side of {@code shims/x86_64.S}, which brings the boot CPU into long mode and then sleeps. All words are little-endian.
 *
 * <table>
 * <caption>The page at 0x1000; the shim's stack is below it</caption>
 * <tr><td>00</td><td>magic "JFW1"</td><td>the shim is up</td></tr>
 * <tr><td>04</td><td>generation</td><td>how often it has started</td></tr>
 * <tr><td>08</td><td>idle</td><td>0: spin; 2: HLT until an NMI</td></tr>
 * <tr><td>40</td><td>ACK</td><td>the last request that was taken</td></tr>
 * <tr><td>80</td><td>REQ</td><td>a new value is a request</td></tr>
 * <tr><td>84</td><td>kind</td><td>1: jump; 2: jump in 32-bit protected mode with rdi in ebx, paging off; acknowledged before</td></tr>
 * <tr><td>88</td><td>address</td><td>0: nothing, just an acknowledgement</td></tr>
 * <tr><td>90, 98, a0, a8</td><td>rdi, rsi, rdx, rcx</td><td>of the jump; the CPU is in 64-bit mode with CS 10h, DS ES SS 18h and an identity map of the low 4 GiB in ROM</td></tr>
 * </table>
 */
final class ResetShim {
    static final long PAGE = 0x1000;
    private static final int MAGIC = 0x3157464a;
    private static final int IDLE = 0x08;
    private static final int ACK = 0x40;
    private static final int REQ = 0x80;
    private static final int KIND = 0x84;
    private static final int ADDRESS = 0x88;
    private static final int JUMP = 1;
    private static final int JUMP_PROTECTED = 2;
    private static final int ARGUMENTS = 0x90;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment page;
    private final Runnable nmi;
    private final BooleanSupplier alive;
    private final Duration patience;
    private int request;

    ResetShim(MemorySegment page, Runnable nmi, BooleanSupplier alive, Duration patience) {
        this.page = page;
        this.nmi = nmi;
        this.alive = alive;
        this.patience = patience;
    }

    /** Waits for it and lets it sleep. */
    void open() {
        await(() -> (int) WORD.getAcquire(page, 0L) == MAGIC, () -> {}, "start");
        WORD.setRelease(page, (long) IDLE, 2);
    }

    /** Wakes the CPU and lets it go in 64-bit mode. */
    void jump(long address, long rdi, long rsi, long rdx, long rcx) {
        wake();
        long[] arguments = {rdi, rsi, rdx, rcx};
        for (int i = 0; i < arguments.length; i++) {
            page.set(U64, ARGUMENTS + 8L * i, arguments[i]);
        }
        request(JUMP, address);
    }

    /** Wakes the CPU and lets it go in 32-bit protected mode, flat, without paging. */
    void jumpProtected(long address, long ebx) {
        wake();
        page.set(U64, ARGUMENTS, ebx);
        request(JUMP_PROTECTED, address);
    }

    private void wake() {
        WORD.setRelease(page, (long) IDLE, 0);
        // it spins from now on, and no NMI comes any more once this is acknowledged
        request(0, 0);
        await(this::isDone, nmi, "wake");
    }

    private void request(int kind, long address) {
        page.set(U64, ADDRESS, address);
        WORD.set(page, (long) KIND, kind);
        WORD.setRelease(page, (long) REQ, ++request);
    }

    private boolean isDone() {
        return (int) WORD.getAcquire(page, (long) ACK) == request;
    }

    private void await(BooleanSupplier done, Runnable nudge, String what) {
        long start = System.nanoTime();
        while (!done.getAsBoolean()) {
            nudge.run();
            LockSupport.parkNanos(1_000_000);
            if (!alive.getAsBoolean()) {
                throw new Problem(ProblemCodes.ENDED, Blame.HOST, "machine", "QEMU exited while the machine was being set up",
                        "check whether something outside Strapwork ended QEMU, and boot again").asException();
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new Problem(ProblemCodes.NO_ANSWER, Blame.HOST, "0x" + Long.toHexString(PAGE),
                        "the shim did not " + what + " within " + patience.toSeconds() + " s",
                        "set a longer patience = \"…\" in [machine]; if it still fails, use QEMU 7.2, which Strapwork is tested with")
                        .asException();
            }
        }
    }
}
