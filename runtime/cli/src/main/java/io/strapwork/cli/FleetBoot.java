package io.strapwork.cli;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.fleet.FleetJob;
import io.strapwork.runtime.fleet.FleetResult;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.report.BootRecording;
import io.strapwork.runtime.report.ReportPage;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Boots one of a fleet.
 *
 * @param reports which boots get a page: {@code all}, {@code failed} or {@code none}
 * @param wires   which boots take turns
 */
record FleetBoot(Catalogue catalogue, Path folder, String reports, Duration limit, FleetWires wires) {
    /** Empty when it was interrupted. */
    Optional<FleetResult> run(FleetJob job) {
        Assembly assembly;
        try {
            assembly = Assembler.assemble(catalogue, Profile.read(job.profile(), job.overrides()));
        } catch (StrapworkException e) {
            return Optional.of(FleetResult.unassembled(job, e.problems()));
        }
        Optional<ReentrantLock> wire = wires.of(assembly.profile());
        try {
            if (wire.isPresent()) {
                wire.get().lockInterruptibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return boot(job, assembly);
        } finally {
            wire.ifPresent(ReentrantLock::unlock);
        }
    }

    private Optional<FleetResult> boot(FleetJob job, Assembly assembly) {
        BootClock clock = BootClock.system();
        Optional<BootRecording> recording = reports.equals("none") ? Optional.empty() : Optional.of(new BootRecording(clock));
        var settings = new BootSettings(clock, job.seed(),
                recording.map(noting -> noting.before(BootListener.none())).orElseGet(BootListener::none),
                recording.map(noting -> noting.frames(Optional.empty())));
        long start = clock.nanoTime();
        BootOutcome outcome;
        boolean ranOut;
        try (var watchdog = new Watchdog(Optional.of(limit), () -> {})) {
            outcome = watchdog.limited(() -> new BootWalk(assembly, settings).run());
            ranOut = watchdog.ranOut();
            if (!ranOut && Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
        }
        var took = Duration.ofNanos(clock.nanoTime() - start);
        boolean wanted = reports.equals("all") || ranOut || !outcome.handedOff();
        String report = recording.isPresent() && wanted ? report(job, recording.get(), assembly, outcome) : "";
        return Optional.of(FleetResult.of(job, outcome, ranOut, took, report));
    }

    private String report(FleetJob job, BootRecording recording, Assembly assembly, BootOutcome outcome) {
        String name = "reports/" + job.fileName() + ".html";
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder.resolve("reports"));
            ReportPage.write(recording.report(assembly, outcome), file);
            return name;
        } catch (IOException e) {
            throw new StrapworkException(ReportPage.unwritten(file, e), e);
        }
    }
}
