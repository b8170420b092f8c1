package io.strapwork.machine.qemu.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.qemu.QemuOptions;
import io.strapwork.machine.qemu.QemuProvider;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A notification that nobody waits for is executed also when the CPU is about to sleep: with VIRTIO_F_EVENT_IDX none follows that would wake it. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostKickTests {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final int KICKS = Integer.getInteger("strapwork.kicks", 3000);

    @Test
    void everyKickIsExecuted() {
        RealMachines.need("qemu-system-s390x");
        var random = new Random(20261122);
        var request = new PowerOn("kicks", Architecture.S390X, new ByteSize(256L << 20), "ccw", Optional.empty());
        int lost = 0;
        int slept = 0;
        long aim = 1_000_000;
        try (Machine machine = new QemuProvider(QemuOptions.standard(), BootClock.system(), random).powerOn(request)) {
            var channels = (ChannelSubsystem) machine.hardware().buses().getFirst();
            MemorySegment page = machine.hardware().memory().at(GuestAddress.of(0xa000), 0x1000);
            for (int kick = 0; kick < KICKS; kick++) {
                // aims at the moment when the CPU goes to sleep
                pause(Math.max(10_000, aim + random.nextInt(60_000) - 30_000));
                boolean parked = page.get(ValueLayout.JAVA_BYTE, 0x1d) == 1;
                channels.notify(0x10000, 0, 0);
                aim += parked ? -2_000 : 2_000;
                slept += parked ? 1 : 0;
                if (!executed(page)) {
                    lost++;
                    channels.notify(0x10000, 0, 0); // whoever posts next waits for it and wakes the CPU
                }
            }
        }
        assertEquals(0, lost, "lost of " + KICKS + ", " + slept + " of them to a sleeping CPU");
    }

    /** By looking, for parkNanos would always take about as long. */
    private static void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static boolean executed(MemorySegment page) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while ((int) WORD.getAcquire(page, 0L) != (int) WORD.getAcquire(page, 4L)) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(100_000);
        }
        return true;
    }
}
