package io.strapwork.cli;

import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/** Follows a running guest: shows its console, and ends at a line that matches, or when something happens to the guest. */
final class ConsoleWatch implements RunningMachine.Observer {
    private final PrintWriter out;
    private final Optional<Pattern> until;
    private final Optional<Keyboard> keyboard;
    /** Empty for a line that matched. */
    private final BlockingQueue<Optional<GuestEvent>> news = new LinkedBlockingQueue<>();
    private volatile boolean matched;
    private volatile Optional<GuestEvent> ending = Optional.empty();

    /**
     * @param out      where the console goes
     * @param keyboard what is typed at it
     */
    ConsoleWatch(PrintWriter out, Optional<Pattern> until, Optional<Keyboard> keyboard) {
        this.out = out;
        this.keyboard = keyboard;
        this.until = until;
    }

    /** Until it is over, or this thread is interrupted. May be called again for a guest that has restarted. @return what happened to the guest, if that ended it */
    Optional<GuestEvent> follow(RunningMachine machine) {
        ending = Optional.empty();
        machine.observe(this);
        keyboard.ifPresent(keys -> keys.plug(machine));
        try {
            ending = news.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ending;
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
        if (!matched && until.isPresent() && until.get().matcher(line).find()) {
            matched = true;
            news.add(Optional.empty());
        }
    }

    @Override
    public void event(GuestEvent event) {
        news.add(Optional.of(event));
    }

    /** What the user has to be told, if the guest did not do what was waited for. */
    Optional<Problem> problem(GuestReport guest) {
        if (matched || ending.isEmpty()) {
            return Optional.empty();
        }
        GuestEvent event = ending.get();
        return switch (event) {
            case PANICKED -> Optional.of(new Problem("SW-X225", Blame.PEER, "guest", "the guest panicked", "see the console output above"));
            case GONE -> Optional.of(new Problem("SW-X222", Blame.HOST, "machine", "the machine disappeared while its guest was running",
                    "check whether something outside Strapwork ended it"));
            case RESET, SHUT_DOWN -> until.map(pattern -> new Problem("SW-X223", Blame.PEER, "--until " + pattern,
                    "the guest " + event.verb() + " before a console line matched",
                    guest.refusal().map(reason -> "it was not rebooted: " + reason).orElse("see the console output above")));
        };
    }

    /** Whether {@code --until} is fulfilled, or nothing was waited for. */
    boolean isWellEnded() {
        boolean broken = ending.filter(event -> event == GuestEvent.PANICKED || event == GuestEvent.GONE).isPresent();
        return matched || until.isEmpty() && !broken;
    }
}
