package io.strapwork.cli;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.ProblemReport;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The example of docs/embed.md. */
final class EmbeddedBoot {
    private EmbeddedBoot() {}

    static Optional<String> boot(Path file, List<Path> pluginFolders) {
        Catalogue plugins = Discovery.discover(EmbeddedBoot.class.getClassLoader(), pluginFolders);
        Profile profile = Profile.read(file, List.of("machine.memory=512MiB"));
        Assembly firmware;
        try {
            firmware = Assembler.assemble(plugins, profile);
        } catch (StrapworkException e) {
            return Optional.of(ProblemReport.of("this firmware can't be assembled", e.problems()));
        }
        BootOutcome outcome = new BootWalk(firmware, BootSettings.standard()).run();
        return outcome.handedOff() ? Optional.empty() : Optional.of(ProblemReport.of("this boot failed", outcome.problems()));
    }
}
