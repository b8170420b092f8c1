package io.strapwork.runtime.assembly;

import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.OptionDescriptor;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.catalogue.PluginLookup;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.Origin;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What all choices have in common: a section may name its plugin, else the only one that fits is taken; then options are bound and the class is looked at. */
final class Wiring {
    private static final String WRONG_SWAP = "SW-W103";
    private static final String UNKNOWN_PLUGIN = "SW-W104";
    private final Catalogue catalogue;
    private final Profile profile;
    private final Swaps swaps;
    private final Complaints complaints;
    private final OptionValues values;

    Wiring(Catalogue catalogue, Profile profile, Swaps swaps) {
        this.catalogue = catalogue;
        this.profile = profile;
        this.swaps = swaps;
        this.complaints = new Complaints();
        this.values = new OptionValues(profile, complaints);
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Profile profile() {
        return profile;
    }

    Complaints complaints() {
        return complaints;
    }

    OptionValues values() {
        return values;
    }

    /** The place of a kind with one section; sections of the room's further kinds are not its plugin's. */
    Place place(Kind kind, Set<String> reserved) {
        var others = new HashSet<>(reserved);
        for (Kind other : catalogue.kinds()) {
            if (kind.further().isEmpty() && other.room() == kind.room() && !other.further().isEmpty()) {
                others.add(other.further());
            }
        }
        Optional<Value.Section> section = kind.further().isEmpty()
                ? profile.section(kind.room())
                : profile.section(kind.room(), kind.further());
        return new Place(kind, "", section.map(List::of).orElse(List.of()), others);
    }

    /** The object or class that a test put there: there is nothing to choose. */
    Optional<Swap> swap(Place place) {
        return swaps.at(place.kind(), place.section()).filter(swap -> !(swap.replacement() instanceof Swaps.ById));
    }

    /** Whether a test put anything there: what the profile says of this place is not looked at. */
    boolean isSwapped(Kind kind, String section) {
        return swaps.at(kind, section).isPresent();
    }

    /** The sections of a kind that a test put something in. */
    Set<String> swappedSections(Kind kind) {
        return swaps.sections(kind);
    }

    /** Whether a test or the profile names the plugin by its id. */
    boolean names(Place place) {
        return place.use().isPresent() || isSwapped(place.kind(), place.section());
    }

    /** The plugin that a test, or else the profile, names by its id; empty when neither does, or after a complaint. */
    Optional<Pick> named(Place place) {
        Optional<Swap> swap = swaps.at(place.kind(), place.section());
        if (swap.isPresent()) {
            return swap.get().replacement() instanceof Swaps.ById(String id) ? byId(place, id, swap.get()) : Optional.empty();
        }
        return place.use().flatMap(use -> {
            if (!(use instanceof Value.Text id)) {
                complaints.add(ProblemCodes.WRONG_TYPE, profile.place(use.origin()), "\"use\" must be a string, not " + use.inWords(),
                        "put the plugin's id in quotes");
                return Optional.empty();
            }
            String where = profile.line(use.origin());
            Optional<PluginDescriptor> plugin = catalogue.find(place.kind(), id.text());
            if (plugin.isEmpty()) {
                unknown(place, id.text(), where);
            }
            return plugin.map(found -> new Pick(found, "set in the profile (" + where + ")", where));
        });
    }

    private Optional<Pick> byId(Place place, String id, Swap swap) {
        Optional<PluginDescriptor> plugin = catalogue.find(place.kind(), id);
        if (plugin.isEmpty()) {
            unknown(place, id, swap.where());
        }
        return plugin.map(found -> new Pick(found, swap.reason(), swap.where(), true));
    }

    /** The plugin that the profile names, without complaints: of a place that was swapped it may still tell what the others have to fit. */
    Optional<PluginDescriptor> replaced(Place place) {
        return place.use().flatMap(use -> use instanceof Value.Text id ? catalogue.find(place.kind(), id.text()) : Optional.empty());
    }

    private void unknown(Place place, String id, String where) {
        var known = new ArrayList<String>();
        for (PluginDescriptor plugin : catalogue.of(place.kind())) {
            if (!place.kind().equals(Kind.TRANSPORT) || plugin.fact("provides").contains(place.section())) {
                known.add(plugin.id());
            }
        }
        complaints.add(UNKNOWN_PLUGIN, where, "no " + place.noun() + " is called \"" + id + "\"",
                DidYouMean.hint(id, known, "there is no " + place.noun() + "; check that its jar is on the class path or in --plugins"));
    }

    /**
     * The only plugin of the kind that fits, or the one with the preferred id; empty after a complaint.
     *
     * @param preferred an id that goes before others, empty for none
     * @param to        for messages: what it has to fit, {@code " s390x over ccw"}; empty when anything fits
     */
    Optional<Pick> only(Place place, Predicate<PluginDescriptor> fits, String preferred, String to) {
        var fitting = new ArrayList<PluginDescriptor>();
        for (PluginDescriptor plugin : catalogue.of(place.kind())) {
            if (fits.test(plugin)) {
                fitting.add(plugin);
            }
        }
        if (fitting.size() == 1) {
            return Optional.of(new Pick(fitting.getFirst(), to.isEmpty() ? "the only one" : "the only one that fits" + to, ""));
        }
        for (PluginDescriptor plugin : fitting) {
            if (plugin.id().equals(preferred)) {
                return Optional.of(new Pick(plugin, "default", ""));
            }
        }
        String where = place.settings().isEmpty() ? "" : profile.line(place.settings().getLast().origin());
        if (fitting.isEmpty()) {
            complaints.add(Complaints.NO_PLUGIN_FITS, where, "no " + place.noun() + (to.isEmpty() ? " found" : " fits" + to),
                    listed("available: ", catalogue.of(place.kind()), "no " + place.noun() + " is on the class path or in --plugins"));
        } else {
            complaints.add(Complaints.SEVERAL_FIT, where, "several " + place.noun() + "s fit" + to + ": choose one",
                    "set use = \"…\" in " + place.title() + ", one of:\n"
                            + listed("", fitting, ""));
        }
        return Optional.empty();
    }

    /** {@code "fits s390x: linux-s390x (handoff-linux)"}. */
    static String listed(String head, List<PluginDescriptor> plugins, String none) {
        if (plugins.isEmpty()) {
            return none;
        }
        var text = new StringBuilder(head);
        for (PluginDescriptor plugin : plugins) {
            text.append(text.length() == head.length() ? "" : ", ").append(plugin.id()).append(" (").append(plugin.source().shortName())
                    .append(')');
        }
        return text.toString();
    }

    /** Plugins of a kind that fit. */
    List<PluginDescriptor> fitting(Kind kind, Predicate<PluginDescriptor> fits) {
        return catalogue.of(kind).stream().filter(fits).toList();
    }

    /** The plugin with its options bound and its class looked at, and so whatever it asks for of its own kind; empty after a complaint. */
    Optional<Wired> wire(Place place, Pick pick) {
        return wire(place, pick, List.of());
    }

    private Optional<Wired> wire(Place place, Pick pick, List<String> askers) {
        return wire(place, pick, Optional.ofNullable(new PluginClass(complaints).load(pick.plugin())), askers);
    }

    private Optional<Wired> wire(Place place, Pick pick, Optional<? extends Class<?>> type, List<String> askers) {
        Map<String, List<String>> asked = type
                .map(its -> PluginClass.delegates(its, pick.plugin(), key -> chosen(pick.plugin(), place.settings(), key)))
                .orElse(Map.of());
        Set<String> ids = asked.values().stream().flatMap(List::stream).collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, Set<String>> handedOn = handedOn(place.kind(), pick.plugin(), ids);
        var reserved = new HashSet<>(ids);
        handedOn.values().forEach(reserved::addAll);
        OptionValues.Bound bound = bind(place.reserving(reserved), pick);
        Map<String, Wired> delegates = delegates(place, pick, handedOn, askers);
        if (type.isEmpty() || delegates.size() < ids.size()) {
            return Optional.empty();
        }
        var named = new LinkedHashMap<String, List<Wired>>();
        asked.forEach((name, its) -> named.put(name, its.stream().distinct().map(delegates::get).toList()));
        Optional<Recipe> recipe = new PluginClass(complaints).recipe(type.get(), pick.plugin(), bound, named, at(place, pick));
        return recipe.filter(made -> bound.complete()).map(made -> new Wired(choice(place, pick, bound, delegates), made));
    }

    /** The ids that an option of a plugin names, without complaints; empty when it has no such option. */
    private Optional<List<String>> chosen(PluginDescriptor plugin, List<Value.Section> settings, String key) {
        Optional<OptionDescriptor> option = plugin.keys().stream()
                .filter(each -> each.key().equals(key) && !(each.type() instanceof OptionType.Rest)).findFirst();
        return option.map(its -> {
            Optional<Value> value = settings.stream().flatMap(section -> section.get(key).stream()).reduce((_, last) -> last);
            Object bound = value.isPresent()
                    ? new OptionValues(profile, new Complaints()).convert(its, value.get())
                    : its.defaultText().orElse(null);
            if (bound instanceof List<?> several) {
                return several.stream().map(String::valueOf).toList();
            }
            return bound instanceof String id ? List.of(id) : List.<String>of();
        });
    }

    /** By the id of each delegate: keys of the asker's section that are not the asker's but the delegate's. */
    private Map<String, Set<String>> handedOn(Kind kind, PluginDescriptor asker, Set<String> ids) {
        Set<String> own = keys(asker);
        boolean takesAll = asker.keys().stream().anyMatch(option -> option.type() instanceof OptionType.Rest);
        var handedOn = new LinkedHashMap<String, Set<String>>();
        for (String id : ids) {
            var keys = new HashSet<String>();
            catalogue.find(kind, id).filter(_ -> !takesAll).ifPresent(plugin -> keys.addAll(keys(plugin)));
            keys.removeAll(own);
            keys.removeAll(ids);
            handedOn.put(id, keys);
        }
        return handedOn;
    }

    private static Set<String> keys(PluginDescriptor plugin) {
        return plugin.keys().stream().filter(option -> !(option.type() instanceof OptionType.Rest)).map(OptionDescriptor::key)
                .collect(Collectors.toSet());
    }

    /** Those that were found, by id. */
    private Map<String, Wired> delegates(Place place, Pick asker, Map<String, Set<String>> handedOn, List<String> askers) {
        var chain = new ArrayList<>(askers);
        chain.add(asker.plugin().id());
        var delegates = new LinkedHashMap<String, Wired>();
        handedOn.forEach((id, keys) -> {
            place.settings().forEach(section -> section.get(id).filter(value -> !(value instanceof Value.Section))
                    .ifPresent(value -> complaints.add(ProblemCodes.WRONG_TYPE, profile.place(value.origin()),
                            "\"" + id + "\" must be a section, not " + value.inWords(),
                            "its keys are the options of " + place.noun() + " \"" + id + "\"")));
            delegate(place.below(id, keys), id, asker, chain).ifPresent(wired -> delegates.put(id, wired));
        });
        return delegates;
    }

    private Optional<Wired> delegate(Place place, String id, Pick asker, List<String> chain) {
        if (chain.contains(id)) {
            complaints.add("SW-W126", at(place, asker),
                    place.noun() + " \"" + chain.getFirst() + "\" asks for itself: " + String.join(", ", chain) + ", " + id,
                    "use another " + place.noun() + ", or report this to the author of " + asker.plugin().source().name());
            return Optional.empty();
        }
        place.use().ifPresent(
                use -> complaints.add(ProblemCodes.UNKNOWN_KEY, profile.place(use.origin()), place.title() + " has no key \"use\"",
                        "\"" + asker.plugin().id() + "\" asks for \"" + id + "\" itself; use another " + place.noun() + " above"));
        Optional<PluginDescriptor> plugin = catalogue.find(place.kind(), id);
        if (plugin.isEmpty()) {
            complaints.add(UNKNOWN_PLUGIN, at(place, asker),
                    "no " + place.noun() + " is called \"" + id + "\", and \"" + asker.plugin().id() + "\" asks for it",
                    listed("available: ", catalogue.of(place.kind()), ""));
        }
        return plugin.flatMap(
                found -> wire(place, new Pick(found, asker.plugin().id() + " asks for it", asker.where(), asker.swapped()), chain));
    }

    /** Ids that a plugin asks for, without complaints. */
    Set<String> delegates(PluginDescriptor plugin) {
        return Optional.ofNullable(new PluginClass(new Complaints()).load(plugin))
                .map(type -> PluginClass.delegates(type, plugin, key -> chosen(plugin, List.of(), key))).orElse(Map.of()).values()
                .stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    private OptionValues.Bound bind(Place place, Pick pick) {
        boolean instead = pick.swapped() && replaced(place).stream().noneMatch(pick.plugin()::equals);
        return values.bind(pick.plugin(), place.title(), instead ? yielding(place.settings()) : place.settings(), place.reserved(),
                pick.swapped() ? pick.where() : line(place));
    }

    /** What the profile's files say was meant for what was replaced; overrides are the test's own, and meant for what it put there. */
    private static List<Value.Section> yielding(List<Value.Section> settings) {
        var yielding = new ArrayList<Value.Section>();
        for (Value.Section section : settings) {
            var keys = new HashSet<>(section.yielding());
            section.entries().forEach((key, value) -> {
                if (value.origin() instanceof Origin.InFile) {
                    keys.add(key);
                }
            });
            yielding.add(new Value.Section(section.entries(), keys, section.origin()));
        }
        return yielding;
    }

    private String line(Place place) {
        return place.settings().isEmpty() ? "" : profile.line(place.settings().getLast().origin());
    }

    private String at(Place place, Pick pick) {
        return pick.where().isEmpty() ? line(place) : pick.where();
    }

    private static Choice choice(Place place, Pick pick, OptionValues.Bound bound, Map<String, Wired> delegates) {
        return new Choice(place.kind(), place.below().isEmpty() ? place.section() : place.below(), pick.plugin().id(), pick.reason(),
                Optional.of(pick.plugin()), bound.settings(), delegates.values().stream().map(Wired::choice).toList());
    }

    /** What a test put there, as a choice; empty after a complaint. */
    Optional<Wired> swapped(Place place, Swap swap) {
        if (swap.replacement() instanceof Swaps.ByClass(Class<?> type)) {
            return made(place, type, swap);
        }
        if (swap.replacement() instanceof Swaps.Given(Object plugin)) {
            return given(place, plugin, swap);
        }
        throw new IllegalStateException("a plugin that is named is chosen as the profile's are");
    }

    private Optional<Wired> made(Place place, Class<?> type, Swap swap) {
        Optional<PluginDescriptor> described = PluginLookup.describe(type).filter(plugin -> plugin.kind().equals(place.kind()));
        if (described.isEmpty()) {
            complaints.add(WRONG_SWAP, swap.where().isEmpty() ? type.getName() : swap.where(),
                    type.getSimpleName() + " was swapped in as " + PluginClass.article(place.noun())
                            + " but has no annotation of that kind",
                    "");
            return Optional.empty();
        }
        var pick = new Pick(described.get(), swap.reason(), swap.where(), true);
        return wire(place, pick, Optional.of(type), List.of());
    }

    private Optional<Wired> given(Place place, Object plugin, Swap swap) {
        if (!place.kind().isImplementedBy(plugin.getClass())) {
            complaints.add(WRONG_SWAP, swap.where().isEmpty() ? plugin.getClass().getName() : swap.where(),
                    plugin.getClass().getSimpleName() + " was swapped in as " + PluginClass.article(place.noun()) + " but is not one",
                    "it must implement " + place.kind().typeName());
            return Optional.empty();
        }
        var choice = new Choice(place.kind(), place.section(), plugin.getClass().getSimpleName(), swap.reason(), Optional.empty(),
                List.of(), List.of());
        return Optional.of(new Wired(choice, new Recipe.Given(plugin)));
    }
}
