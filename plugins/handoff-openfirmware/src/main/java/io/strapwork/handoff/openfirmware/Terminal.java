package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.time.BootClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** A virtual terminal behind the hypervisor (Power Architecture Platform Requirements, 14.5.4.1): 16 bytes for each call. */
final class Terminal {
    private static final long H_SUCCESS = 0;
    private static final long H_BUSY = 1;
    private static final long H_GET_TERM_CHAR = 0x54;
    private static final long H_PUT_TERM_CHAR = 0x58;
    private static final int CHUNK = 16;
    private static final int BUSY_LIMIT = 2000;
    private static final Duration BUSY_TIME = Duration.ofMillis(1);

    private final BootClock clock;
    private final byte[] read = new byte[CHUNK];
    private int readAt;
    private int readEnd;

    Terminal(BootClock clock) {
        this.clock = clock;
    }

    /** Lets the guest's CPU sleep. */
    void pause(Duration time) {
        try {
            clock.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many of the bytes went out: fewer when the terminal stays busy for some seconds, or -1 when there is none. */
    int write(CallingCpu cpu, int unit, byte[] bytes) {
        int done = 0;
        int busy = 0;
        while (done < bytes.length) {
            int count = Math.min(CHUNK, bytes.length - done);
            var chunk = ByteBuffer.allocate(CHUNK).put(0, bytes, done, count);
            long status = cpu.hypercall(H_PUT_TERM_CHAR, unit, count, chunk.getLong(0), chunk.getLong(8))[0];
            if (status == H_SUCCESS) {
                done += count;
            } else if (status == H_BUSY && ++busy < BUSY_LIMIT) {
                pause(BUSY_TIME);
            } else {
                return done == 0 && status != H_BUSY ? -1 : done;
            }
        }
        return done;
    }

    /** What was typed, at most {@code room} bytes; none when nothing was. */
    byte[] read(CallingCpu cpu, int unit, int room) {
        if (readAt == readEnd) {
            long[] results = cpu.hypercall(H_GET_TERM_CHAR, unit);
            if (results[0] != H_SUCCESS || results[1] <= 0 || results[1] > CHUNK) {
                return new byte[0];
            }
            ByteBuffer.wrap(read).putLong(results[2]).putLong(results[3]);
            readAt = 0;
            readEnd = (int) results[1];
        }
        int count = Math.min(room, readEnd - readAt);
        byte[] found = Arrays.copyOfRange(read, readAt, readAt + count);
        readAt += count;
        return found;
    }
}
