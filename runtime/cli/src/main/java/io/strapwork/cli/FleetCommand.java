package io.strapwork.cli;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.fleet.FleetJob;
import io.strapwork.runtime.fleet.FleetPlan;
import io.strapwork.runtime.fleet.FleetResult;
import io.strapwork.runtime.fleet.FleetResults;
import io.strapwork.runtime.fleet.FleetRun;
import io.strapwork.runtime.fleet.FleetShard;
import io.strapwork.runtime.fleet.FleetSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Option;

/** Boots many profiles at once. */
final class FleetCommand {
    private static final Option INTO = Arguments.of("into", "DIR", "Folder for results, reports and the summary; default: fleet.");
    private static final Option AT_ONCE = Arguments.of("at-once", "N", "How many boots run at once; default: the number of processors.");
    private static final Option SEEDS = Arguments.of("seeds", "A-B", "Boots each with these seeds, instead of those of a fleet.toml.");
    private static final Option SHARD = Arguments.of("shard", "I/N", "Boots every Nth only, from the Ith on; --gather joins the results.");
    private static final Option RESUME = Arguments.flag("resume", "Boots only what has no result in the folder yet.");
    private static final Option GATHER = Arguments.flag("gather", "Boots nothing: writes the summary of all results in the folder.");
    private static final Option TIMEOUT = Arguments.of("timeout", "TIME", "Gives up on a boot after this time (90s, 5m); default: 10m.");
    private static final Option REPORTS = Arguments.of("reports", "WHICH",
            "Pages about boots, as boot --report writes: all, failed (the default) or none.");
    private static final Option JUNIT = Arguments.of("junit", "FILE", "Writes the results as JUnit does.");

    private static final int MOST_AT_ONCE = 1024;

    static final Command COMMAND = new Command("fleet", "Boots many profiles, folders of profiles or fleet.toml files, several at once.",
            "PATH…", List.of(ProfileArguments.OVERRIDE, INTO, AT_ONCE, SEEDS, SHARD, RESUME, GATHER, TIMEOUT, REPORTS, JUNIT,
                    ProfileArguments.PLUGINS, ProfileArguments.VERBOSE),
            (arguments, session) -> new FleetCommand(arguments, session).run());

    private final Arguments arguments;
    private final PrintWriter out;
    private final PrintWriter errors;
    private final boolean onTerminal;
    private final Path folder;
    private final FleetShard shard;
    private final int atOnce;
    private final String reports;
    private final Optional<WrittenFile> junit;

    private FleetCommand(Arguments arguments, Session session) throws CallException {
        this.arguments = arguments;
        this.out = session.out();
        this.errors = session.errors();
        this.onTerminal = session.halt().isPresent() && System.console() != null && System.console().isTerminal();
        this.folder = ProfileArguments.path(arguments.value(INTO).orElse("fleet"));
        this.shard = shard(arguments.value(SHARD));
        this.atOnce = atOnce(arguments.value(AT_ONCE));
        this.reports = arguments.value(REPORTS).orElse("failed");
        if (!List.of("all", "failed", "none").contains(reports)) {
            throw new CallException("--reports needs all, failed or none, not \"" + reports + "\"");
        }
        this.junit = WrittenFile.of(arguments, JUNIT);
        if (arguments.operands().isEmpty()) {
            throw new CallException("which boots? name profiles, a folder with profiles, or a fleet.toml");
        }
    }

    private static FleetShard shard(Optional<String> text) throws CallException {
        try {
            return text.map(FleetShard::parse).orElse(FleetShard.WHOLE);
        } catch (IllegalArgumentException e) {
            throw new CallException("--shard needs two numbers such as 2/8, not \"" + text.orElse("") + "\"");
        }
    }

    private static int atOnce(Optional<String> text) throws CallException {
        if (text.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!text.get().matches("[0-9]{1,4}") || Integer.parseInt(text.get()) < 1 || Integer.parseInt(text.get()) > MOST_AT_ONCE) {
            throw new CallException("--at-once needs a number from 1 to " + MOST_AT_ONCE + ", not \"" + text.get() + "\"");
        }
        return Integer.parseInt(text.get());
    }

    private int run() throws CallException {
        var paths = new ArrayList<Path>();
        for (String operand : arguments.operands()) {
            paths.add(ProfileArguments.path(operand));
        }
        try {
            Duration limit = arguments.value(TIMEOUT).map(TimeLimit::parse).orElse(Duration.ofMinutes(10));
            List<FleetJob> jobs = FleetPlan.of(paths, arguments.values(ProfileArguments.OVERRIDE), arguments.value(SEEDS));
            junit.ifPresent(WrittenFile::create);
            return arguments.has(GATHER) ? summary(jobs) : boot(shard.of(jobs), limit);
        } catch (StrapworkException e) {
            return Terminal.unusable("the fleet was not booted, or not completely", e, errors);
        }
    }

    private int boot(List<FleetJob> share, Duration limit) throws CallException {
        Map<String, FleetResult> known = arguments.has(RESUME) ? FleetResults.read(folder) : Map.of();
        List<FleetJob> left = share.stream().filter(job -> !known.containsKey(job.id())).toList();
        out.println(left.size() + " boots, " + Math.min(atOnce, Math.max(1, left.size())) + " at once"
                + (left.size() < share.size() ? "; " + (share.size() - left.size()) + " have a result" : ""));
        out.flush();
        Catalogue catalogue = ProfileArguments.catalogue(arguments);
        try (FleetResults results = FleetResults.open(folder, shard, arguments.has(RESUME));
                var progress = new FleetProgress(left.size(), onTerminal, out)) {
            var run = new FleetRun(left, new FleetBoot(catalogue, folder, reports, limit, new FleetWires())::run, result -> {
                results.add(result);
                progress.done(result);
            });
            // when the process is asked to end, it stays until the summary is written, which is once, and behind all results
            try (Farewell _ = Farewell.of(run::stop)) {
                run(run);
                progress.close();
                int status = summary(share);
                return run.isStopped() ? ExitStatus.RAN_OUT : status;
            }
        }
    }

    private void run(FleetRun run) {
        try {
            run.run(atOnce);
        } catch (InterruptedException e) {
            run.stop();
            Thread.currentThread().interrupt();
        }
    }

    /** @throws StrapworkException SW-X314, SW-X226 */
    private int summary(List<FleetJob> jobs) {
        var summary = FleetSummary.of(jobs, FleetResults.read(folder));
        String name = shard.equals(FleetShard.WHOLE) ? "summary" : "summary-" + shard;
        try {
            Files.createDirectories(folder);
            summary.writeJson(folder.resolve(name + ".json"));
            summary.writePage(folder.resolve(name + ".html"));
        } catch (IOException e) {
            throw FleetResults.unwritten(folder.resolve(name + ".json"), e);
        }
        out.println(summary.inWords());
        summary.codes().forEach((code, boots) -> out.println(String.format(Locale.ROOT, "  %s  %d", code, boots)));
        out.println("see " + folder.resolve(name + ".html"));
        out.flush();
        junit.ifPresent(file -> file.write(summary::writeJunit));
        return summary.isGood() ? ExitStatus.OK : ExitStatus.BOOT_FAILED;
    }
}
