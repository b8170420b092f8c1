package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.catalogue.PluginLookup;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What all choices have in common: a section may name its plugin, else the only one that fits is taken; then options are bound and the class is looked at. */
final class Wiring {
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

    /** The place of a room with one section. */
    Place place(Room room, Set<String> reserved) {
        return new Place(room, "", profile.section(room).map(List::of).orElse(List.of()), reserved);
    }

    /** What a test put there. */
    Optional<Object> swap(Place place) {
        return swaps.replacement(place.room(), place.section());
    }

    /** The plugin that the profile names; empty when it names none, or after a complaint. */
    Optional<Pick> named(Place place) {
        return place.use().flatMap(use -> {
            if (!(use instanceof Value.Text id)) {
                complaints.add("SW-P106", profile.place(use.origin()), "\"use\" must be a string, it is " + use.inWords(),
                        "put the plugin's id in quotes");
                return Optional.empty();
            }
            String where = profile.line(use.origin());
            Optional<PluginDescriptor> plugin = catalogue.find(place.room(), id.text());
            if (plugin.isEmpty()) {
                unknown(place, id.text(), where);
            }
            return plugin.map(found -> new Pick(found, "the profile says so (" + where + ")", where));
        });
    }

    private void unknown(Place place, String id, String where) {
        var known = new ArrayList<String>();
        for (PluginDescriptor plugin : catalogue.in(place.room())) {
            if (place.room() != Room.TRANSPORT || plugin.fact("provides").contains(place.section())) {
                known.add(plugin.id());
            }
        }
        complaints.add("SW-W104", where, "no " + place.noun() + " is called \"" + id + "\"",
                DidYouMean.hint(id, known, "there is no " + place.noun() + " at all; is its jar on the class path or in --plugins?"));
    }

    /**
     * The only plugin of the room that fits, or the one with the preferred id; empty after a complaint.
     *
     * @param preferred an id that goes before others, empty for none
     * @param to        for messages: what it has to fit, {@code " s390x over ccw"}; empty when anything fits
     */
    Optional<Pick> only(Place place, Predicate<PluginDescriptor> fits, String preferred, String to) {
        var fitting = new ArrayList<PluginDescriptor>();
        for (PluginDescriptor plugin : catalogue.in(place.room())) {
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
            complaints.add("SW-W101", where, "there is no " + place.noun() + (to.isEmpty() ? "" : " that fits" + to),
                    listed("there are: ", catalogue.in(place.room()), "no " + place.noun() + " is on the class path or in --plugins"));
        } else {
            complaints.add("SW-W102", where, "several " + place.noun() + "s fit" + to + ": say which",
                    "write use = \"…\" in " + place.title() + ", one of:\n"
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

    /** Plugins of a room that fit. */
    List<PluginDescriptor> fitting(Room room, Predicate<PluginDescriptor> fits) {
        return catalogue.in(room).stream().filter(fits).toList();
    }

    /** The plugin with its options bound and its class looked at; empty after a complaint. */
    Optional<Wired> wire(Place place, Pick pick) {
        OptionValues.Bound bound = values.bind(pick.plugin(), place.title(), place.settings(), place.reserved());
        Optional<Recipe> recipe = new PluginClass(complaints).recipe(pick.plugin(), bound, at(place, pick));
        return recipe.filter(made -> bound.complete()).map(made -> new Wired(choice(place, pick, bound), made));
    }

    private String at(Place place, Pick pick) {
        return !pick.where().isEmpty() ? pick.where() : place.settings().isEmpty() ? "" : profile.line(place.settings().getLast().origin());
    }

    private static Choice choice(Place place, Pick pick, OptionValues.Bound bound) {
        return new Choice(place.room(), place.section(), pick.plugin().id(), pick.reason(), Optional.of(pick.plugin()), bound.settings());
    }

    /** What a test put there, as a choice; empty after a complaint. */
    Optional<Wired> swapped(Place place, Object replacement) {
        if (replacement instanceof Class<?> type) {
            Optional<PluginDescriptor> described = PluginLookup.describe(type);
            if (described.isEmpty() || described.get().room() != place.room()) {
                complaints.add("SW-W103", type.getName(),
                        "it was swapped in as a " + place.noun() + " and carries no annotation of that kind", "");
                return Optional.empty();
            }
            Pick pick = new Pick(described.get(), "swapped in", "");
            OptionValues.Bound bound = values.bind(pick.plugin(), place.title(), place.settings(), place.reserved());
            return new PluginClass(complaints).recipe(type, pick.plugin(), bound, "")
                    .map(made -> new Wired(choice(place, pick, bound), made));
        }
        if (!PluginClass.type(place.room()).isInstance(replacement)) {
            complaints.add("SW-W103", replacement.getClass().getName(), "it was swapped in as a " + place.noun() + " and is none",
                    "it must implement " + PluginClass.type(place.room()).getSimpleName());
            return Optional.empty();
        }
        var choice = new Choice(place.room(), place.section(), replacement.getClass().getSimpleName(), "swapped in", Optional.empty(),
                List.of());
        return Optional.of(new Wired(choice, new Recipe.Given(replacement)));
    }
}
