package io.strapwork.runtime.assembly;

import com.google.inject.Guice;
import com.google.inject.Stage;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code [fetch.menu]}, and the readers that a boot may ask. */
final class MenuRooms {
    private static final String USE = "use";
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
        for (Map.Entry<String, Value> entry : section.get().entries().entrySet()) {
            check(entry.getKey(), entry.getValue());
        }
        Optional<Pick> named = wiring.named(wiring.place(Kind.MENU, Set.of()));
        return Optional.of(new MenuChoice(named.map(pick -> pick.plugin().id()), section.get().get(MenuChoice.CONFIG).flatMap(this::uri),
                text(section.get(), MenuChoice.ENTRY)));
    }

    private void check(String key, Value value) {
        if (value instanceof Value.Section section) {
            Optional<PluginDescriptor> reader = wiring.catalogue().find(Kind.MENU, key);
            reader.ifPresentOrElse(
                    its -> wiring.values().bind(its, "[fetch.menu." + key + "]", List.of(section), Set.of(),
                            wiring.profile().line(section.origin())),
                    () -> wiring.complaints().add(ProblemCodes.UNKNOWN_SECTION, wiring.profile().place(value.origin()),
                            "there is no section [fetch.menu." + key + "]",
                            Wiring.listed("menu readers: ", wiring.catalogue().of(Kind.MENU),
                                    "no menu reader is on the class path or in --plugins")));
        } else if (!key.equals(USE) && !MenuChoice.KEYS.contains(key)) {
            wiring.complaints().add(ProblemCodes.UNKNOWN_KEY, wiring.profile().place(value.origin()),
                    "[fetch.menu] has no key \"" + key + "\"",
                    DidYouMean.hint(key, MenuChoice.KEYS, ""));
        }
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
                    "a configuration is written as SCHEME://HOST/PATH");
            return Optional.empty();
        }
    }

    /** The readers of a catalogue, each made when it is first asked; without any options but those of the profile. */
    static MenuReaders readers(Catalogue catalogue, Profile profile, Swaps swaps, Optional<String> use, BootContext context,
            BootScope scope) {
        var candidates = new ArrayList<Candidate>();
        var made = new HashMap<String, MenuReader>();
        for (PluginDescriptor plugin : catalogue.of(Kind.MENU)) {
            if (use.isEmpty() || use.get().equals(plugin.id())) {
                candidates.add(new Candidate(plugin.id(), plugin.fact("magics"), plugin.fact("names"), plugin.fact("programs"),
                        () -> made.computeIfAbsent(plugin.id(), _ -> made(new Wiring(catalogue, profile, swaps), plugin, context, scope))));
            }
        }
        return new MenuReaders(candidates);
    }

    private static MenuReader made(Wiring wiring, PluginDescriptor plugin, BootContext context, BootScope scope) {
        Optional<Value.Section> section = wiring.profile().section(Room.FETCH, Kind.MENU.further())
                .flatMap(its -> its.section(plugin.id()));
        var place = new Place(Kind.MENU, plugin.id(), section.map(List::of).orElse(List.of()), Set.of());
        Optional<Swap> swap = wiring.swap(place);
        Optional<Wired> wired = swap.isPresent()
                ? wiring.swapped(place, swap.get())
                : wiring.wire(place, new Pick(plugin, "the configuration decides", ""));
        wiring.complaints().throwIfAny();
        return (MenuReader) Guice
                .createInjector(Stage.DEVELOPMENT,
                        new BootModule(List.of(wired.orElseThrow()), context, scope, new ProfileOrigins(List.of())))
                .getInstance(AssembledBoot.key(Kind.MENU, plugin.id()));
    }
}
