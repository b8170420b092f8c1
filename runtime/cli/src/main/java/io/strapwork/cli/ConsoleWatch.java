package io.strapwork.cli;

import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/** Follows a running guest: shows its console, and ends at a line that matches, or with the guest. */
final class ConsoleWatch implements RunningMachine.Observer {
    private final PrintWriter out;
    private final Optional<Pattern> until;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean matched;
    private volatile Optional<GuestEvent> ending = Optional.empty();

    /** @param out where the console goes */
    ConsoleWatch(PrintWriter out, Optional<Pattern> until) {
        this.out = out;
        this.until = until;
    }

    /** Until it is over, or this thread is interrupted. */
    void follow(RunningMachine machine) {
        machine.observe(this);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void output(String text) {
        if (!matched) {
            out.print(text.replace("\r\n", "\n"));
            out.flush();
        }
    }

    @Override
    public void line(String line) {
        if (until.isPresent() && until.get().matcher(line).find()) {
            matched = true;
            over.countDown();
        }
    }

    @Override
    public void event(GuestEvent event) {
        ending = Optional.of(event);
        over.countDown();
    }

    /** What the user has to be told, if the guest did not do what was waited for. */
    Optional<Problem> problem() {
        if (matched || ending.isEmpty()) {
            return Optional.empty();
        }
        GuestEvent event = ending.get();
        return switch (event) {
            case PANICKED -> Optional.of(new Problem("SW-X125", Blame.PEER, "guest", "the guest panicked", "the console above says why"));
            case GONE -> Optional.of(new Problem("SW-X122", Blame.HOST, "machine", "the machine is gone while its guest was running",
                    "it may have been ended from outside"));
            case RESET, SHUT_DOWN -> until.map(pattern -> new Problem("SW-X123", Blame.PEER, "--until " + pattern,
                    "the guest " + event.verb() + " before a console line matched", "look at the console above"));
        };
    }

    /** Whether {@code --until} is fulfilled, or nothing was waited for. */
    boolean isWellEnded() {
        return problem().isEmpty() && (matched || until.isEmpty());
    }
}
