package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Brings a machine back to its firmware. QEMU runs with {@code -no-reboot -no-shutdown}, so it stands still when its guest asks for a reset.
 */
public final class QemuReset {
    private static final long CHUNK_BYTES = 16L << 20;
    private final Wires wires;
    private final Semaphore resets;

    /** @param resets has a permit for each RESET that QEMU has told */
    public QemuReset(Wires wires, Semaphore resets) {
        this.wires = wires;
        this.resets = resets;
    }

    /** Clears RAM, resets all devices and lets the CPU run into the shim again; {@link Platform#attach} waits for it. */
    public void run() {
        wires.ram().ranges().forEach(this::clear);
        resets.drainPermits();
        // as long as -no-reboot holds, a reset from outside would be a shutdown, too
        command("set-action", "{\"reboot\":\"reset\"}");
        command("system_reset", "{}");
        awaitReset();
        command("set-action", "{\"reboot\":\"shutdown\"}");
        command("cont", "{}");
    }

    /**
     * By QEMU itself: its translator does not see what this JVM writes over code of the last guest. It would go on with old translations where the new guest has code, and each store near
     * them would be slow: a kernel took minutes to unpack itself.
     */
    private void clear(GuestRange ram) {
        Qtest qtest = wires.qtest().orElseThrow();
        for (long at = ram.start().value(); at < ram.end().value(); at += CHUNK_BYTES) {
            long bytes = Math.min(CHUNK_BYTES, ram.end().value() - at);
            qtest.command("memset 0x" + Long.toHexString(at) + " 0x" + Long.toHexString(bytes) + " 0x0");
        }
    }

    private void command(String name, String arguments) {
        wires.qmp().execute(name, arguments, wires.qemu(), wires.patience());
    }

    private void awaitReset() {
        try {
            if (!resets.tryAcquire(wires.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Problem("SW-M218", Blame.HOST, "machine",
                        "QEMU did not reset the machine within " + wires.patience().toSeconds() + " s",
                        "set a longer patience = \"…\" in [machine]").asException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QemuSocket.interrupted();
        }
    }
}
