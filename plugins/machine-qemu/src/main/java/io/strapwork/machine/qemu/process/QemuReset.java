package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Brings a machine back to its firmware. QEMU runs with {@code -no-reboot -no-shutdown}, so it stands still when its guest asks for a reset, and nothing of the guest runs while memory is
 * put in order.
 */
public final class QemuReset {
    private final Wires wires;
    private final Semaphore resets;

    /** @param resets has a permit for each RESET that QEMU has told */
    public QemuReset(Wires wires, Semaphore resets) {
        this.wires = wires;
        this.resets = resets;
    }

    /** Resets all devices and lets the CPU run into the shim again; {@link Platform#attach} waits for it. */
    public void run(Platform platform) {
        resets.drainPermits();
        // as long as -no-reboot holds, a reset from outside would be a shutdown, too
        command("set-action", "{\"reboot\":\"reset\"}");
        command("system_reset", "{}");
        awaitReset();
        command("set-action", "{\"reboot\":\"shutdown\"}");
        platform.forget(wires.ram());
        command("cont", "{}");
    }

    private void command(String name, String arguments) {
        wires.qmp().execute(name, arguments, wires.qemu(), wires.patience());
    }

    private void awaitReset() {
        try {
            if (!resets.tryAcquire(wires.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Problem("SW-M218", Blame.HOST, "machine",
                        "QEMU did not reset the machine within " + wires.patience().toSeconds() + " s",
                        "give it more time with patience = \"…\" below [machine]").asException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QemuSocket.interrupted();
        }
    }

    /**
     * Makes code of the last guest unknown to QEMU's translator, which does not see what this JVM writes over it and would go on with its old translation.
     *
     * @param code ranges that hold what is executed next; their bytes stay
     */
    public void renew(List<GuestRange> code) {
        Qtest qtest = wires.qtest().orElseThrow();
        for (GuestRange range : code) {
            if (range.bytes() > 0) {
                MemorySegment there = wires.ram().at(range);
                MemorySegment copy = MemorySegment.ofArray(there.toArray(ValueLayout.JAVA_BYTE));
                qtest.command("memset " + range.start() + " 0x" + Long.toHexString(range.bytes()) + " 0x0");
                there.copyFrom(copy);
            }
        }
    }
}
