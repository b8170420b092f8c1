package io.strapwork.testkit;

import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.catalogue.PluginLookup;
import io.strapwork.runtime.profile.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Where a swapped plugin goes. @param section as in {@link Choice#section()} */
record SwapPlace(Kind kind, String section) {
    /**
     * The places of a firmware.
     *
     * @param firmware its name
     * @param sections those that its boot has in each room
     */
    record Of(String firmware, Catalogue catalogue, Map<Kind, List<String>> sections) {
        private List<SwapPlace> all() {
            var all = new ArrayList<SwapPlace>();
            sections.forEach((kind, its) -> its.forEach(section -> all.add(new SwapPlace(kind, section))));
            return all;
        }

        /** A place that this boot has, or has with another profile: a whole room, a transport that is provided, a scheme that is spoken. */
        private Optional<SwapPlace> find(String asked) {
            for (Kind kind : catalogue.kinds()) {
                boolean whole = asked.equals(kind.section());
                String section = asked.startsWith(kind.section() + ".") ? asked.substring(kind.section().length() + 1) : "";
                boolean part = !section.isEmpty()
                        && (sections.getOrDefault(kind, List.of()).contains(section) || provided(kind).contains(section));
                if (part || whole && !kind.equals(Kind.TRANSPORT)) {
                    return Optional.of(new SwapPlace(kind, section));
                }
            }
            return Optional.empty();
        }

        private List<String> provided(Kind kind) {
            return catalogue.of(kind).stream().flatMap(plugin -> plugin.sections().stream()).toList();
        }
    }

    /**
     * Of a swap by id.
     *
     * @param who for messages: the swap
     * @throws ExtensionConfigurationException when no boot has such a place, with the candidates
     */
    static SwapPlace of(Of places, String who, String asked, String id) {
        SwapPlace found = places.find(asked).orElseThrow(() -> unknown(places, who, asked, places.all(), "=" + id));
        if (found.kind.equals(Kind.LOADER) && !found.section.isEmpty()) {
            throw new ExtensionConfigurationException(who + " can't be swapped in: a loader of the catalogue is a candidate already; "
                    + "write @Swap(\"load=" + id + "\") to have it alone");
        }
        return found;
    }

    /**
     * Of a swap by class or object that names its place.
     *
     * @param who      for messages: the swap
     * @param declared the field's type, or the plugin class
     * @param actual   the class of the object, or the plugin class
     * @throws ExtensionConfigurationException when no boot has such a place, or it takes no such plugin, with the candidates
     */
    static SwapPlace of(Of places, String who, String asked, Class<?> declared, Class<?> actual) {
        List<SwapPlace> fitting = fitting(places, actual);
        SwapPlace found = places.find(asked).orElseThrow(() -> unknown(places, who, asked, fitting, ""));
        if (!kinds(places, actual).contains(found.kind)) {
            throw refused(who + " can't be swapped in: " + asked + " takes no " + name(declared), fitting, fitting.getFirst(), "");
        }
        return found;
    }

    /**
     * Of a swap that names no place: what its type says alone. One object may well be all protocols, or the only loader.
     *
     * @return empty when there may be several places for such a type
     * @throws ExtensionConfigurationException when it is no plugin
     */
    static Optional<SwapPlace> ofType(Of places, String who, Class<?> declared, Class<?> actual) {
        List<Kind> kinds = kinds(places, declared, actual);
        if (kinds.isEmpty()) {
            throw new ExtensionConfigurationException(who + " can't be swapped in: " + name(actual)
                    + " is not a plugin of any kind; it must implement one of "
                    + places.catalogue.kinds().stream().map(Kind::typeName)
                            .collect(Collectors.joining(", ")));
        }
        Optional<PluginDescriptor> plugin = PluginLookup.describe(actual);
        if (plugin.isPresent() && kinds.contains(plugin.get().kind())) {
            Kind kind = plugin.get().kind();
            List<String> sections = plugin.get().sections();
            return !kind.equals(Kind.TRANSPORT)
                    ? Optional.of(new SwapPlace(kind, ""))
                    : sections.size() == 1 ? Optional.of(new SwapPlace(kind, sections.getFirst())) : Optional.empty();
        }
        return kinds.size() == 1 && !kinds.getFirst().equals(Kind.TRANSPORT)
                ? Optional.of(new SwapPlace(kinds.getFirst(), ""))
                : Optional.empty();
    }

    /** The only places of a firmware that fit; none or several are for {@link #refused} to tell. */
    static List<SwapPlace> fitting(Of places, Class<?> declared, Class<?> actual) {
        List<Kind> kinds = kinds(places, declared, actual);
        return places.all().stream().filter(place -> kinds.contains(place.kind)).toList();
    }

    /** @param fitting none, or several */
    static ExtensionConfigurationException refused(Of places, String who, Class<?> declared, List<SwapPlace> fitting) {
        List<SwapPlace> candidates = fitting.isEmpty() ? places.all() : fitting;
        return refused(who + " can't be swapped in: " + (fitting.isEmpty() ? "no place" : "more than one place") + " of " + places.firmware
                + " takes a " + declared.getSimpleName(), candidates, candidates.getFirst(), "");
    }

    private static ExtensionConfigurationException unknown(Of places, String who, String asked, List<SwapPlace> candidates, String id) {
        String head = asked.contains(".") ? asked.substring(0, asked.indexOf('.')) : asked;
        List<SwapPlace> inRoom = candidates.stream().filter(place -> place.kind.room().section().equals(head)).toList();
        List<SwapPlace> near = inRoom.isEmpty() ? candidates : inRoom;
        List<String> titles = near.stream().map(SwapPlace::title).toList();
        SwapPlace best = DidYouMean.nearest(asked, titles).map(title -> near.get(titles.indexOf(title))).orElse(near.getFirst());
        return refused(who + " can't be swapped in: \"" + asked + "\" is not a place of " + places.firmware, near, best, id);
    }

    private static ExtensionConfigurationException refused(String what, List<SwapPlace> candidates, SwapPlace best, String id) {
        return new ExtensionConfigurationException(what + "; candidates: "
                + candidates.stream().map(SwapPlace::title).distinct().collect(Collectors.joining(", ")) + ". Write @Swap(\"" + best.title()
                + id + "\")");
    }

    /** All of them when none fits. */
    private static List<SwapPlace> fitting(Of places, Class<?> type) {
        List<Kind> kinds = kinds(places, type);
        List<SwapPlace> fits = places.all().stream().filter(place -> kinds.contains(place.kind)).toList();
        return fits.isEmpty() ? places.all() : fits;
    }

    /** What the field's type says goes before what the object could be. */
    private static List<Kind> kinds(Of places, Class<?> declared, Class<?> actual) {
        List<Kind> kinds = kinds(places, declared);
        return kinds.isEmpty() ? kinds(places, actual) : kinds;
    }

    private static List<Kind> kinds(Of places, Class<?> type) {
        return places.catalogue.kinds().stream().filter(kind -> kind.isImplementedBy(type)).toList();
    }

    /** Lambdas and anonymous classes have none of their own. */
    private static String name(Class<?> type) {
        return type.getSimpleName().isEmpty() || type.isHidden() ? "lambda" : type.getSimpleName();
    }

    /** As a section of the profile is called. */
    String title() {
        return kind.section() + (section.isEmpty() ? "" : "." + section);
    }
}
