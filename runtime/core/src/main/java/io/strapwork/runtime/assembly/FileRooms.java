package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.runtime.assembly.MagicFileSystems.Candidate;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code [fetch.files]}, and the file systems that a boot may ask: any number, each recognised by its magic. */
final class FileRooms {
    private final Wiring wiring;

    FileRooms(Wiring wiring) {
        this.wiring = wiring;
    }

    /** Complains of what the profile can't mean. */
    void check() {
        AskedPlugins.check(wiring, Kind.FILE_SYSTEM, List.of());
        named(wiring);
    }

    private static Optional<String> named(Wiring wiring) {
        return wiring.named(wiring.place(Kind.FILE_SYSTEM, Set.of())).map(pick -> pick.plugin().id());
    }

    /** The file systems of a catalogue, or the one that the profile names. */
    static FileSystems systems(Catalogue catalogue, Profile profile, Swaps swaps, BootContext context, BootScope scope) {
        return new MagicFileSystems(new AskedPlugins(catalogue, profile, swaps, Kind.FILE_SYSTEM, "the volume decides")
                .all(FileSystem.class, named(new Wiring(catalogue, profile, Swaps.NONE)), context, scope).stream()
                .map(asked -> new Candidate(asked.plugin().fact("magics"), asked.instance())).toList());
    }
}
