package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class ConsoleWatchTests {
    private static final GuestReport NOTHING = new GuestReport(0, Optional.empty(), Optional.empty());
    private final StringWriter screen = new StringWriter();

    private ConsoleWatch watch(String until) {
        return new ConsoleWatch(new PrintWriter(screen), Optional.ofNullable(until).map(Pattern::compile), Optional.empty());
    }

    private record Told(Consumer<RunningMachine.Observer> story) implements RunningMachine {
        @Override
        public void observe(Observer observer) {
            story.accept(observer);
        }

        @Override
        public void type(String keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CpuState cpu() {
            throw new UnsupportedOperationException();
        }

        @Override
        public GuestMemory memory() {
            throw new UnsupportedOperationException();
        }
    }

    /** A guest whose story is told at once. */
    private static Optional<GuestEvent> follow(ConsoleWatch watch, Consumer<RunningMachine.Observer> story) {
        return watch.follow(new Told(story));
    }

    @Test
    void endsAtTheFirstLineThatMatchesAndShowsNothingMore() {
        ConsoleWatch watch = watch("init");
        assertEquals(Optional.empty(), follow(watch, guest -> {
            guest.output("booting\r\nRun init\r\n");
            guest.line("booting");
            guest.line("Run init");
            guest.output("more");
            guest.line("init again");
            guest.event(GuestEvent.PANICKED);
        }));
        assertEquals("booting\nRun init\n", screen.toString());
        assertTrue(watch.isWellEnded());
        assertEquals(Optional.empty(), watch.problem(NOTHING));
    }

    private void ends(GuestEvent event, String until, boolean well, String problem) {
        ConsoleWatch watch = watch(until);
        assertEquals(Optional.of(event), follow(watch, guest -> guest.event(event)));
        assertEquals(well, watch.isWellEnded());
        assertEquals(problem, watch.problem(NOTHING).map(one -> one.code() + " " + one.what()).orElse(""));
    }

    @Test
    void whatHappensToTheGuestIsTold() {
        ends(GuestEvent.PANICKED, null, false, "SW-X225 the guest panicked");
        ends(GuestEvent.GONE, "x", false, "SW-X222 the machine disappeared while its guest was running");
        ends(GuestEvent.RESET, null, true, "");
        ends(GuestEvent.SHUT_DOWN, null, true, "");
        ends(GuestEvent.SHUT_DOWN, "x", false, "SW-X223 the guest shut down before a console line matched");
    }

    @Test
    void anInterruptEndsIt() {
        ConsoleWatch watch = watch("x");
        Thread.currentThread().interrupt();
        assertEquals(Optional.empty(), follow(watch, guest -> guest.line("y")));
        assertTrue(Thread.interrupted());
        assertFalse(watch.isWellEnded());
    }
}
