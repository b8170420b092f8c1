package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The plugins of a kind that a boot may ask, any number of them, each made when it is first asked: menu readers and file systems.
 *
 * @param because why one is there, for its choice
 */
record AskedPlugins(Catalogue catalogue, Profile profile, Swaps swaps, Kind kind, String because) {
    private static final String USE = "use";

    /** One of them. */
    record Asked<T>(PluginDescriptor plugin, Supplier<T> instance) {}

    /**
     * Complains of what the kind's section can't mean.
     *
     * @param keys of the section, besides {@code use} and the plugins' own sections
     */
    static void check(Wiring wiring, Kind kind, List<String> keys) {
        Optional<Value.Section> section = wiring.profile().section(kind.room(), kind.further());
        if (section.isEmpty()) {
            return;
        }
        for (Map.Entry<String, Value> entry : section.get().entries().entrySet()) {
            check(wiring, kind, keys, entry.getKey(), entry.getValue());
        }
    }

    private static void check(Wiring wiring, Kind kind, List<String> keys, String key, Value value) {
        String name = kind.section() + "." + key;
        if (value instanceof Value.Section section) {
            wiring.catalogue().find(kind, key).ifPresentOrElse(
                    its -> wiring.values().bind(its, "[" + name + "]", List.of(section), Set.of(), wiring.profile().line(section.origin())),
                    () -> wiring.complaints().add(ProblemCodes.UNKNOWN_SECTION, wiring.profile().place(value.origin()),
                            "there is no section [" + name + "]", Wiring.listed(kind.noun() + "s: ", wiring.catalogue().of(kind),
                                    "no " + kind.noun() + " is on the class path or in --plugins")));
        } else if (!key.equals(USE) && !keys.contains(key)) {
            wiring.complaints().add(ProblemCodes.UNKNOWN_KEY, wiring.profile().place(value.origin()),
                    "[" + kind.section() + "] has no key \"" + key + "\"",
                    DidYouMean.hint(key, Stream.concat(keys.stream(), Stream.of(USE)).toList(), ""));
        }
    }

    /** Those of the catalogue, or the one that is named. */
    <T> List<Asked<T>> all(Class<T> type, Optional<String> use, BootContext context, BootScope scope) {
        var all = new ArrayList<Asked<T>>();
        var made = new HashMap<String, T>();
        for (PluginDescriptor plugin : catalogue.of(kind)) {
            if (use.isEmpty() || use.get().equals(plugin.id())) {
                all.add(new Asked<>(plugin, () -> made.computeIfAbsent(plugin.id(), _ -> type.cast(made(plugin, context, scope)))));
            }
        }
        return all;
    }

    private Object made(PluginDescriptor plugin, BootContext context, BootScope scope) {
        var wiring = new Wiring(catalogue, profile, swaps);
        Optional<Value.Section> section = profile.section(kind.room(), kind.further()).flatMap(its -> its.section(plugin.id()));
        var place = new Place(kind, plugin.id(), section.map(List::of).orElse(List.of()), Set.of());
        Optional<Swap> swap = wiring.swap(place);
        Optional<Wired> wired = swap.isPresent() ? wiring.swapped(place, swap.get()) : wiring.wire(place, new Pick(plugin, because, ""));
        wiring.complaints().throwIfAny();
        return new BootPlugins(List.of(wired.orElseThrow()), context, scope, new ProfileOrigins(List.of()))
                .get(kind, plugin.id(), Object.class);
    }
}
