package io.strapwork.driver.virtio.transport;

import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Asks until something is so: 16 times at once, then with growing pauses, for about two seconds in all. Each question may be an expensive bus access.
 *
 * @param clock pauses
 */
public record BoundedWait(BootClock clock) {
    private static final int AT_ONCE = 16;
    private static final int QUESTIONS = 230;
    private static final long LONGEST_NANOS = 10_000_000;

    /** Whether it was so in time. An interrupt of the thread shortens the pauses, not the number of questions. */
    public boolean until(BooleanSupplier question) {
        long pause = 50_000;
        boolean interrupted = false;
        boolean answer = question.getAsBoolean();
        for (int asked = 1; !answer && asked < QUESTIONS; asked++) {
            if (asked >= AT_ONCE && !interrupted) {
                try {
                    clock.sleep(Duration.ofNanos(pause));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                pause = Math.min(2 * pause, LONGEST_NANOS);
            }
            answer = question.getAsBoolean();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer;
    }
}
