package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.assembly.OptionText;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import io.strapwork.runtime.walk.PcapFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "boot", mixinStandardHelpOptions = true, description = "Boots a profile.")
final class BootCommand implements Callable<Integer> {
    @Mixin
    private ProfileArguments profile = new ProfileArguments();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the outcome as JSON.")
    private @Nullable Path json;

    @Option(names = "--pcap", paramLabel = "FILE", description = "Writes all frames of the machine's network to a capture file.")
    private @Nullable Path pcap;

    @Option(names = "--until", paramLabel = "REGEX", description = "On a machine with a console: ends with 0 when a console line matches.")
    private @Nullable String until;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Gives up after this time (90s, 5m), with exit status 3.")
    private @Nullable String timeout;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Makes the boot's own randomness repeatable.")
    private @Nullable Long seed;

    @Option(names = "--quiet", description = "Prints nothing but problems.")
    private boolean quiet;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter errors = spec().commandLine().getErr();
        Assembly assembly;
        Optional<Duration> limit;
        try {
            limit = Optional.ofNullable(timeout).map(BootCommand::time);
            if (until != null) {
                throw new Problem("SW-P191", Blame.USER, "--until", "the machine of this profile has no console to watch",
                        "the embedded machine ends at the handoff; leave --until out").asException();
            }
            assembly = profile.assemble();
        } catch (StrapworkException e) {
            Terminal.print(profile.title() + " can't be assembled", e.problems(), errors);
            return ExitStatus.USAGE;
        }
        try (PcapFile capture = openCapture()) {
            return boot(assembly, limit, Optional.ofNullable(capture), errors);
        } catch (StrapworkException e) {
            Terminal.print("the files of the command line can't be written", e.problems(), errors);
            return ExitStatus.USAGE;
        }
    }

    private int boot(Assembly assembly, Optional<Duration> limit, Optional<PcapFile> capture, PrintWriter errors) throws IOException {
        PrintWriter out = spec().commandLine().getOut();
        BootOutcome outcome;
        boolean ranOut;
        Optional<Duration> startCpu = ProcessHandle.current().info().totalCpuDuration();
        try (ProgressView view = ProgressView.choose(quiet, out); var watchdog = new BootThread(limit)) {
            view.title(assembly);
            var settings = new BootSettings(BootClock.system(), Optional.ofNullable(seed), view, capture.map(file -> file));
            outcome = watchdog.run(() -> new BootWalk(assembly, settings).run());
            ranOut = watchdog.ranOut();
            view.done(outcome);
        }
        if (json != null) {
            OutcomeJson.write(outcome, startCpu, json);
        }
        if (outcome.handedOff()) {
            return ExitStatus.OK;
        }
        if (ranOut) {
            Terminal.print("the boot of " + profile.title() + " ran out of time", java.util.List.of(new Problem("SW-X120", Blame.USER, "--timeout " + timeout,
                    "the boot was not over in that time", "it was in the room: " + lastRoom(outcome))), errors);
            return ExitStatus.RAN_OUT;
        }
        Terminal.print("the boot of " + profile.title() + " failed", outcome.problems(), errors);
        if (outcome.attempts().size() > 1) {
            errors.println("attempts:");
            outcome.attempts().forEach(attempt -> errors.println("  " + attempt));
            errors.flush();
        }
        return ExitStatus.BOOT_FAILED;
    }

    private static String lastRoom(BootOutcome outcome) {
        return outcome.rooms().isEmpty() ? "none" : outcome.rooms().getLast().room().section();
    }

    private @Nullable PcapFile openCapture() {
        if (pcap == null) {
            return null;
        }
        try {
            return new PcapFile(pcap, BootClock.system());
        } catch (IOException e) {
            throw new StrapworkException(new Problem("SW-P192", Blame.USER, "--pcap " + pcap, "the capture file can't be written: " + e.getMessage(), ""), e);
        }
    }

    private static Duration time(String text) {
        try {
            return OptionText.duration(text);
        } catch (IllegalArgumentException e) {
            throw new StrapworkException(new Problem("SW-P193", Blame.USER, "--timeout", String.valueOf(e.getMessage()), ""), e);
        }
    }

    private CommandSpec spec() {
        return java.util.Objects.requireNonNull(spec);
    }
}
