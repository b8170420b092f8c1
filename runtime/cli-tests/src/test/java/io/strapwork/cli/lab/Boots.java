package io.strapwork.cli.lab;

import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Boots below the command line, all from one catalogue. */
public final class Boots {
    private final Catalogue catalogue = Discovery.discover(Boots.class.getClassLoader(), List.of());

    public Assembly assemble(Path profile, String... overrides) {
        return Assembler.assemble(catalogue, Profile.read(profile, List.of(overrides)));
    }

    public static BootOutcome boot(Assembly assembly) {
        return boot(assembly, BootListener.none());
    }

    public static BootOutcome boot(Assembly assembly, BootListener listener) {
        return new BootWalk(assembly, new BootSettings(BootClock.system(), Optional.of(1L), listener, Optional.empty())).run();
    }
}
