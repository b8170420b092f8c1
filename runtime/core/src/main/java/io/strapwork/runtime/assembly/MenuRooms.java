package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.Value;
import java.util.Optional;
import java.util.Set;

/** {@code [fetch.menu]}, and the readers that a boot may ask. */
final class MenuRooms {
    private final Wiring wiring;

    MenuRooms(Wiring wiring) {
        this.wiring = wiring;
    }

    /** What the profile says; complains of what it can't mean. */
    Optional<MenuChoice> choice() {
        Optional<Value.Section> section = wiring.profile().section(Room.FETCH, Kind.MENU.further());
        if (section.isEmpty()) {
            return Optional.empty();
        }
        AskedPlugins.check(wiring, Kind.MENU, MenuChoice.KEYS);
        Optional<Pick> named = wiring.named(wiring.place(Kind.MENU, Set.of()));
        return Optional.of(new MenuChoice(named.map(pick -> pick.plugin().id()), section.get().get(MenuChoice.CONFIG).flatMap(this::uri),
                text(section.get(), MenuChoice.ENTRY)));
    }

    private Optional<String> text(Value.Section section, String key) {
        return section.get(key)
                .flatMap(value -> Optional.ofNullable((String) wiring.values().convert(key, OptionType.Scalar.STRING, value)));
    }

    private Optional<BootUri> uri(Value value) {
        String written = (String) wiring.values().convert(MenuChoice.CONFIG, OptionType.Scalar.STRING, value);
        try {
            return Optional.ofNullable(written).map(BootUri::parse);
        } catch (IllegalArgumentException e) {
            wiring.complaints().add(ProblemCodes.NO_URI, wiring.profile().place(value.origin()),
                    "\"" + MenuChoice.CONFIG + "\": " + e.getMessage(),
                    "write it as SCHEME://HOST/PATH");
            return Optional.empty();
        }
    }

    /** The readers of a catalogue; without any options but those of the profile. */
    static MenuReaders readers(Catalogue catalogue, Profile profile, Swaps swaps, Optional<String> use, BootContext context,
            BootScope scope) {
        return new MenuReaders(new AskedPlugins(catalogue, profile, swaps, Kind.MENU, "the configuration decides")
                .all(MenuReader.class, use, context, scope).stream().map(asked -> new Candidate(asked.plugin().id(),
                        asked.plugin().fact("magics"), asked.plugin().fact("names"), asked.plugin().fact("programs"), asked.instance()))
                .toList());
    }
}
