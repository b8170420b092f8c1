package io.strapwork.cli;

import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.walk.BootListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a boot: a line for each room and step, a progress bar for each part on a terminal, a plain line elsewhere. */
sealed class ProgressView implements BootListener, AutoCloseable {
    private static final Pattern CERTIFICATES = Pattern.compile("server|certificates?-.*");
    private final PrintWriter out;

    private final ConsoleWatch watch;
    private final Optional<MenuPrompt> prompt;
    private boolean done;

    private ProgressView(PrintWriter out, ConsoleWatch watch, Optional<MenuPrompt> prompt) {
        this.out = out;
        this.watch = watch;
        this.prompt = prompt;
    }

    /** @param prompt asks which entry of a menu boots; left out, nobody is asked */
    static ProgressView of(boolean quiet, PrintWriter out, ConsoleWatch watch, Optional<MenuPrompt> prompt) {
        if (quiet) {
            return new Silent(out, watch, prompt);
        }
        return System.console() != null && System.console().isTerminal()
                ? new Bars(out, watch, prompt)
                : new ProgressView(out, watch, prompt);
    }

    @Override
    public Optional<String> choose(FoundMenu menu) {
        return prompt.flatMap(asking -> asking.choose(menu));
    }

    void title(Assembly assembly) {
        line(assembly.name() + ": " + assembly.architecture().id() + ", " + assembly.memory() + ", "
                + assembly.choice(Kind.MACHINE).map(Choice::plugin).orElse("?") + " machine");
    }

    @Override
    public void left(Room room, String plugin, Duration took) {
        done(room.section(), plugin, took);
    }

    @Override
    public void taken(Step step, Duration took) {
        done(step.word(), "", took);
    }

    private void done(String what, String plugin, Duration took) {
        line(String.format(Locale.ROOT, "  %-10s %-28s %9.3f s", what, plugin, took.toNanos() / 1e9));
    }

    @Override
    public void fetched(String part, long bytes, Duration took) {
        double seconds = Math.max(took.toNanos(), 1) / 1e9;
        line(String.format(Locale.ROOT, "    %-8s %,14d bytes  %6.3f s  %,.1f MB/s", part, bytes, seconds, bytes / 1e6 / seconds));
    }

    @Override
    public void notThere(String name, String uri) {
        line(String.format(Locale.ROOT, "    %-8s does not exist", name));
    }

    /** The outcome is there; what follows is the guest's console. */
    @Override
    public Optional<GuestEvent> running(RunningMachine machine, BootOutcome outcome) {
        done(outcome);
        Optional<GuestEvent> ending = watch.follow(machine);
        line("");
        ending.ifPresent(event -> line("  guest      " + event.verb()));
        return ending;
    }

    /** How often the guest restarted, and why not again. */
    void restarts(GuestReport guest) {
        if (guest.reboots() > 0) {
            line("  reboots    " + guest.reboots());
        }
        guest.refusal().ifPresent(reason -> line("  not rebooted: " + reason));
    }

    boolean isDone() {
        return done;
    }

    void done(BootOutcome outcome) {
        done = true;
        outcome.menu().filter(menu -> !menu.entry().isEmpty()).ifPresent(
                menu -> line(String.format(Locale.ROOT, "  menu       %-12s %s: %s", menu.reader(), menu.config(), menu.title())));
        for (FactReport fact : outcome.facts()) {
            if (isLong(fact)) {
                continue;
            }
            line(String.format(Locale.ROOT, "  %-10s %-12s %s: %s", fact.room().section(), fact.plugin(), fact.name(), fact.value()));
        }
        vouchers(outcome);
        outcome.entry().ifPresent(entry -> {
            placed(outcome);
            line("  entered    " + entry.cpu().entry() + " with contract " + entry.contract()
                    + (outcome.parts().stream().anyMatch(part -> part.verified().equals(PartReport.NOBODY))
                            ? "  (NOT VERIFIED: trust is \"none\")"
                            : ""));
        });
    }

    /** Who vouches for which part, by which key. A digest of the profile's, or nobody, has no more to say. */
    private void vouchers(BootOutcome outcome) {
        if (outcome.parts().stream().anyMatch(PartReport::namesVoucher)) {
            outcome.parts().forEach(part -> line(String.format(Locale.ROOT, "  verified   %-12s %s", part.name(), part.verified())));
        }
    }

    /** A server's certificates, each time one is asked: --json and --report have them. */
    private static boolean isLong(FactReport fact) {
        return fact.room() == Room.TRANSPORT && CERTIFICATES.matcher(fact.name()).matches();
    }

    private void placed(BootOutcome outcome) {
        for (SegmentReport segment : outcome.segments()) {
            line(String.format(Locale.ROOT, "  placed     %-12s at %-12s %,14d bytes", segment.name(), segment.address(),
                    segment.memoryBytes()));
        }
    }

    /** Of a boot that does not jump. */
    void packed(BootOutcome outcome) {
        if (outcome.problems().isEmpty()) {
            placed(outcome);
        }
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }

    private static final class Silent extends ProgressView {
        Silent(PrintWriter out, ConsoleWatch watch, Optional<MenuPrompt> prompt) {
            super(out, watch, prompt);
        }

        @Override
        void line(String text) {}
    }

    private static final class Bars extends ProgressView {
        private String shown = "";
        private @Nullable ProgressBar bar;

        Bars(PrintWriter out, ConsoleWatch watch, Optional<MenuPrompt> prompt) {
            super(out, watch, prompt);
        }

        @Override
        public synchronized void fetching(String part, String uri) {
            show(part);
        }

        /** Of files that are fetched at once, one has the bar. */
        private void show(String part) {
            close(); // of a file that was not there
            shown = part;
            bar = new ProgressBarBuilder().setTaskName("    " + part).setStyle(ProgressBarStyle.UNICODE_BLOCK).setUnit(" MB", 1_000_000)
                    .setInitialMax(-1)
                    .setUpdateIntervalMillis(100).clearDisplayOnFinish().build();
        }

        @Override
        public synchronized void received(String part, long bytes, OptionalLong expected) {
            if (bar == null) {
                show(part);
            }
            if (bar != null && part.equals(shown)) {
                expected.ifPresent(bar::maxHint);
                bar.stepTo(bytes);
            }
        }

        @Override
        public synchronized void notThere(String name, String uri) {
            close();
            super.notThere(name, uri);
        }

        @Override
        public synchronized void fetched(String part, long bytes, Duration took) {
            close();
            super.fetched(part, bytes, took);
        }

        @Override
        public synchronized void close() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
            super.close();
        }
    }
}
