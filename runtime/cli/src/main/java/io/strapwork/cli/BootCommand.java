package io.strapwork.cli;

import io.strapwork.api.machine.DepartingMachine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.capture.CaptureNotes;
import io.strapwork.runtime.capture.PcapngFile;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.FileReasons;
import io.strapwork.runtime.report.OutcomeJson;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** Walks a boot through all rooms and tells of it. */
final class BootCommand {
    private static final Option JSON = Arguments.of("json", "FILE", "Writes the outcome as JSON.");
    private static final Option PCAP = Arguments.of("pcap", "FILE",
            "Writes all frames of the machine's network to a capture file, with comments that name the rooms.");
    private static final Option REPORT = Arguments.of("report", "FILE",
            "Writes a page about the boot to look at in a browser: times, what the network said, memory, console, problems.");
    private static final Option UNTIL = Arguments.of("until", "REGEX",
            "On a machine with a console: exits with status 0 when a console line matches.");
    private static final Option TIMEOUT = Arguments.of("timeout", "TIME", "Gives up after this time (90s, 5m), with exit status 3.");
    private static final Option KEYS = Arguments.flag("keys", "Types standard input at the guest's console.");
    private static final Option MENU = Arguments.flag("menu",
            "Shows the menu on the terminal, and waits for a choice or the end of its countdown.");
    private static final Option SEED = Arguments.of("seed", "NUMBER", "Makes the boot's own randomness repeatable.");
    private static final Option QUIET = Arguments.flag("quiet", "Prints nothing but problems.");

    private static final String RAN_OUT = "SW-X220";
    private static final String ASSEMBLING = "it was still looking for plugins and reading the profile";

    static final Command COMMAND = new Command("boot", "Boots a profile.", ProfileArguments.OPERAND,
            Stream.concat(ProfileArguments.OPTIONS.stream(),
                    Stream.of(JSON, PCAP, REPORT, UNTIL, TIMEOUT, KEYS, MENU, SEED, ProfileArguments.DRY_RUN, QUIET)).toList(),
            (arguments, session) -> new BootCommand(arguments, session).run());

    private final ProfileArguments profile;
    private final Optional<WrittenFile> json;
    private final @Nullable Path pcap;
    private final Optional<Path> report;
    private final Optional<String> until;
    private final Optional<String> timeout;
    private final Keyboard keyboard;
    private final boolean keys;
    private final Optional<MenuPrompt> prompt;
    private final Optional<Long> seed;
    private final boolean quiet;
    private final PrintWriter out;
    private final PrintWriter errors;
    private final PrintWriter console;
    private final Optional<IntConsumer> halt;

    private BootCommand(Arguments arguments, Session session) throws CallException {
        this.profile = new ProfileArguments(arguments, session.environment());
        this.json = WrittenFile.of(arguments, JSON);
        this.pcap = path(arguments, PCAP);
        this.report = Optional.ofNullable(path(arguments, REPORT));
        this.until = arguments.value(UNTIL);
        this.timeout = arguments.value(TIMEOUT);
        this.keyboard = new Keyboard(session.in());
        this.keys = arguments.has(KEYS);
        this.prompt = arguments.has(MENU) ? Optional.of(prompt(keyboard, session)) : Optional.empty();
        this.seed = seed(arguments);
        this.quiet = arguments.has(QUIET);
        this.out = session.out();
        this.errors = session.errors();
        this.console = session.raw();
        this.halt = session.halt();
    }

    private static MenuPrompt prompt(Keyboard keyboard, Session session) throws CallException {
        if (!session.terminal().isThere()) {
            throw new CallException("--menu needs a terminal; without one, choose an entry with --entry");
        }
        return new MenuPrompt(keyboard, session.terminal(), session.raw(), BootClock.system()::nanoTime);
    }

    private static @Nullable Path path(Arguments arguments, Option option) throws CallException {
        return arguments.has(option) ? ProfileArguments.path(arguments.value(option).orElseThrow()) : null;
    }

    private static Optional<Long> seed(Arguments arguments) throws CallException {
        try {
            return arguments.value(SEED).map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw new CallException("--seed needs a whole number, not \"" + arguments.value(SEED).orElse("") + "\"");
        }
    }

    private int run() throws IOException {
        Optional<Duration> limit;
        Optional<Pattern> pattern;
        try {
            limit = timeout.map(TimeLimit::parse);
            pattern = until.map(BootCommand::pattern);
        } catch (StrapworkException e) {
            return Terminal.unusable(Terminal.ARGUMENTS, e, errors);
        }
        try (var watchdog = new Watchdog(limit, this::stuck)) {
            Assembly assembly;
            try {
                assembly = watchdog.limited(() -> assemble(pattern));
            } catch (RuntimeException e) {
                if (watchdog.ranOut()) {
                    return ranOut(ASSEMBLING);
                }
                if (e instanceof StrapworkException told) {
                    return unusable(told);
                }
                throw e;
            }
            if (watchdog.ranOut()) {
                return ranOut(ASSEMBLING);
            }
            if (!quiet) {
                profile.show(out);
            }
            return boot(assembly, watchdog, pattern);
        }
    }

    private Assembly assemble(Optional<Pattern> pattern) {
        Assembly assembly = profile.assemble();
        if (pattern.isPresent() && !hasConsole(assembly)) {
            throw new Problem("SW-P201", Blame.USER, "--until", "the machine of this profile has no console to watch",
                    "the embedded machine ends at the handoff; remove --until").asException();
        }
        return assembly;
    }

    private int unusable(StrapworkException e) {
        return Terminal.unusable(profile.title() + " can't be assembled", e, errors);
    }

    private int boot(Assembly assembly, Watchdog watchdog, Optional<Pattern> pattern) throws IOException {
        try (PcapngFile capture = openCapture()) {
            json.ifPresent(WrittenFile::create);
            return boot(assembly, watchdog, pattern, Optional.ofNullable(capture), report.map(file -> new ReportFile(file, assembly)));
        } catch (StrapworkException e) {
            Terminal.print(WrittenFile.TITLE, e.problems(), errors);
            return ExitStatus.USAGE;
        }
    }

    private int boot(Assembly assembly, Watchdog watchdog, Optional<Pattern> pattern, Optional<PcapngFile> capture,
            Optional<ReportFile> page) {
        BootOutcome outcome;
        Optional<DepartingMachine> departing;
        boolean ranOut;
        Optional<Duration> startCpu = ProcessHandle.current().info().totalCpuDuration();
        PrintWriter shown = quiet ? new PrintWriter(Writer.nullWriter()) : console;
        var watch = new ConsoleWatch(page.map(file -> file.console(shown)).orElse(shown), pattern,
                keys ? Optional.of(keyboard) : Optional.empty());
        try (ProgressView view = ProgressView.of(quiet, out, watch, prompt)) {
            view.title(assembly);
            BootListener told = capture.<BootListener>map(file -> BootListener.both(new CaptureNotes(file), view)).orElse(view);
            var settings = page.map(file -> file.settings(seed, told, capture.map(frames -> frames)))
                    .orElseGet(() -> new BootSettings(BootClock.system(), seed, told, capture.map(frames -> frames)));
            var walk = new BootWalk(assembly, settings);
            outcome = watchdog.run(walk::run);
            departing = walk.departing();
            ranOut = watchdog.ranOut();
            // files are written by whoever is not interrupted
            watchdog.close();
            if (!view.isDone()) {
                view.done(outcome);
            }
            view.restarts(outcome.guest());
        }
        int status = told(outcome, ranOut, watch, pattern);
        List<Problem> unwritten = new ArrayList<>(written(outcome, startCpu, capture));
        page.flatMap(file -> file.write(outcome)).ifPresent(unwritten::add);
        if (!unwritten.isEmpty()) {
            Terminal.print("some output files could not be written", unwritten, errors);
        }
        if (status == ExitStatus.OK && unwritten.isEmpty() && departing.isPresent()) {
            return depart(departing.get());
        }
        return status == ExitStatus.OK && !unwritten.isEmpty() ? ExitStatus.BOOT_FAILED : status;
    }

    /** All is told and written: this computer becomes another. Comes back only when it does not. */
    private int depart(DepartingMachine machine) {
        out.flush();
        errors.flush();
        try {
            machine.depart();
            return ExitStatus.OK;
        } catch (StrapworkException e) {
            Terminal.print("the last jump of " + profile.title() + " failed", e.problems(), errors);
            return ExitStatus.BOOT_FAILED;
        }
    }

    /** Finishes the files. @return why those are not whole that are not */
    private List<Problem> written(BootOutcome outcome, Optional<Duration> startCpu, Optional<PcapngFile> capture) {
        var problems = new ArrayList<Problem>();
        capture.ifPresent(PcapngFile::close);
        capture.flatMap(PcapngFile::failure).ifPresent(reason -> problems.add(new Problem("SW-X227", Blame.HOST, "--pcap " + pcap,
                "the capture file is incomplete: " + FileReasons.of(reason),
                "the boot continued without it; free some space, and boot again")));
        try {
            json.ifPresent(its -> its.write(file -> Files.writeString(file,
                    JsonFile.text(out -> OutcomeJson.write(outcome, List.copyOf(problems), startCpu, out)))));
        } catch (StrapworkException e) {
            problems.addAll(e.problems());
        }
        return problems;
    }

    /** Tells the user how it ended. @return the exit status */
    private int told(BootOutcome outcome, boolean ranOut, ConsoleWatch watch, Optional<Pattern> pattern) {
        if (outcome.handedOff() && !ranOut) {
            watch.problem(outcome.guest())
                    .ifPresent(problem -> Terminal.print("the guest of " + profile.title() + " ended", List.of(problem), errors));
            return watch.isWellEnded() ? ExitStatus.OK : ExitStatus.BOOT_FAILED;
        }
        if (outcome.handedOff()) {
            Terminal.print("the boot of " + profile.title() + " ran out of time",
                    List.of(new Problem("SW-X224", Blame.USER, "--timeout " + timeout.orElse(""),
                            "the guest was still running at the timeout"
                                    + pattern.map(one -> ", and no console line matched " + one).orElse(""),
                            "set a longer timeout")),
                    errors);
            return ExitStatus.RAN_OUT;
        }
        if (ranOut) {
            return ranOut((outcome.steps().isEmpty() ? "it was in the room: " : "it was at the step: ") + outcome.reached());
        }
        Terminal.print("the boot of " + profile.title() + " failed", outcome.problems(), errors);
        if (!outcome.attempts().isEmpty()) {
            errors.println("earlier attempts:");
            outcome.attempts().forEach(attempt -> errors.println("  " + attempt));
            errors.flush();
        }
        return ExitStatus.BOOT_FAILED;
    }

    private int ranOut(String where) {
        Terminal.print("the boot of " + profile.title() + " ran out of time",
                List.of(new Problem(RAN_OUT, Blame.USER, "--timeout " + timeout.orElse(""), "the boot did not end in time", where)),
                errors);
        return ExitStatus.RAN_OUT;
    }

    /** Whatever it is at, it does not hear that its time is over: the process ends without it. A supervisor outside ends QEMU. */
    private void stuck() {
        if (halt.isPresent()) {
            halt.get().accept(ranOut("it did not react to an interrupt either, and was aborted"));
        }
    }

    private @Nullable PcapngFile openCapture() {
        if (pcap == null) {
            return null;
        }
        try {
            return new PcapngFile(pcap, "strapwork boot", BootClock.system());
        } catch (IOException e) {
            throw new StrapworkException(
                    new Problem("SW-P202", Blame.USER, "--pcap " + pcap, "the capture file can't be written: " + FileReasons.of(e), ""),
                    e);
        }
    }

    private static boolean hasConsole(Assembly assembly) {
        return assembly.choice(Kind.MACHINE).flatMap(Choice::descriptor).map(machine -> machine.fact("console").contains("true"))
                .orElse(true);
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new StrapworkException(
                    new Problem("SW-P206", Blame.USER, "--until", "\"" + text + "\" is not a regular expression: " + e.getDescription(),
                            "put a backslash before literal special characters, such as ( and ["),
                    e);
        }
    }
}
