package io.strapwork.cli;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.pack.PackedFolder;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;

/** Walks a boot up to its last jump, and writes what was placed as two files for another loader. */
final class PackCommand {
    private static final Option INTO = Arguments.of("into", "DIR", "Folder for the files; it is created if needed.");
    private static final Option QUIET = Arguments.flag("quiet", "Prints nothing but problems.");

    static final Command COMMAND = new Command("pack",
            "Loads a profile's boot and writes it as a shim and a bundle, which any loader of Linux kernels can start.",
            ProfileArguments.OPERAND, Stream.concat(ProfileArguments.OPTIONS.stream(), Stream.of(INTO, QUIET)).toList(), PackCommand::run);

    private PackCommand() {}

    private static int run(Arguments arguments, Session session) throws CallException, IOException {
        var profile = new ProfileArguments(arguments, session.environment());
        if (!arguments.has(INTO)) {
            throw new CallException("where to? name a folder with --into DIR");
        }
        Path folder = ProfileArguments.path(arguments.value(INTO).orElseThrow());
        Assembly assembly;
        try {
            assembly = profile.assemble();
        } catch (StrapworkException e) {
            return unusable(profile, e, session);
        }
        boolean quiet = arguments.has(QUIET);
        if (!quiet) {
            profile.show(session.out());
        }
        return pack(assembly, profile, new PackedFolder(folder), quiet, session);
    }

    private static int unusable(ProfileArguments profile, StrapworkException e, Session session) {
        return Terminal.unusable(profile.title() + " can't be assembled", e, session.errors());
    }

    private static int pack(Assembly assembly, ProfileArguments profile, PackedFolder folder, boolean quiet, Session session) {
        BootOutcome outcome;
        var nobody = new ConsoleWatch(new PrintWriter(Writer.nullWriter()), Optional.empty(), Optional.empty());
        try (ProgressView view = ProgressView.of(quiet, session.out(), nobody, Optional.empty());
                var watchdog = new Watchdog(Optional.empty(), () -> {})) {
            view.title(assembly);
            var settings = new BootSettings(BootClock.system(), Optional.empty(), view, Optional.empty());
            outcome = watchdog.run(() -> new BootWalk(assembly, settings).pack(boot -> {
                folder.create();
                folder.write(boot);
            }));
            view.packed(outcome);
        }
        List<Problem> problems = outcome.problems();
        if (problems.isEmpty()) {
            return ExitStatus.OK;
        }
        Terminal.print(profile.title() + " was not packed, it failed in " + outcome.reached(), problems, session.errors());
        return ExitStatus.BOOT_FAILED;
    }
}
