package io.strapwork.testkit;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.handoff.HandoffPlugin;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.stack.StackPlugin;
import io.strapwork.api.transport.TransportPlugin;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.catalogue.PluginLookup;
import io.strapwork.runtime.profile.DidYouMean;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Where a swapped plugin goes. @param section as in {@link Choice#section()} */
record SwapPlace(Room room, String section) {
    private static final List<Class<? extends Annotation>> KINDS = List.of(MachinePlugin.class, DriverPlugin.class, StackPlugin.class,
            AddressPlugin.class, TransportPlugin.class, ProtocolPlugin.class, VerifierPlugin.class, LoaderPlugin.class,
            HandoffPlugin.class);

    /**
     * The places of a firmware.
     *
     * @param firmware its name
     * @param sections those that its boot has in each room
     */
    record Of(String firmware, Catalogue catalogue, Map<Room, List<String>> sections) {
        private List<SwapPlace> all() {
            var all = new ArrayList<SwapPlace>();
            sections.forEach((room, its) -> its.forEach(section -> all.add(new SwapPlace(room, section))));
            return all;
        }

        /** A place that this boot has, or has with another profile: a whole room, a transport that is provided, a scheme that is spoken. */
        private Optional<SwapPlace> find(String asked) {
            int dot = asked.indexOf('.');
            String head = dot < 0 ? asked : asked.substring(0, dot);
            String section = dot < 0 ? "" : asked.substring(dot + 1);
            return Arrays.stream(Room.values()).filter(room -> room.section().equals(head)).filter(room -> dot < 0
                    ? room != Room.TRANSPORT
                    : sections.getOrDefault(room, List.of()).contains(section) || provided(room).contains(section))
                    .map(room -> new SwapPlace(room, section)).findFirst();
        }

        private List<String> provided(Room room) {
            String fact = switch (room) {
                case TRANSPORT -> "provides";
                case FETCH -> "schemes";
                default -> "";
            };
            return catalogue.in(room).stream().flatMap(plugin -> plugin.fact(fact).stream()).toList();
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
        if (found.room == Room.LOAD && !found.section.isEmpty()) {
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
        List<SwapPlace> fitting = fitting(places.all(), actual);
        SwapPlace found = places.find(asked).orElseThrow(() -> unknown(places, who, asked, fitting, ""));
        if (!rooms(actual).contains(found.room)) {
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
    static Optional<SwapPlace> ofType(String who, Class<?> declared, Class<?> actual) {
        List<Room> rooms = rooms(declared, actual);
        if (rooms.isEmpty()) {
            throw new ExtensionConfigurationException(who + " can't be swapped in: " + name(actual)
                    + " is no plugin of any kind; it would have to implement one of "
                    + KINDS.stream().map(kind -> kind(kind).type().getSimpleName()).collect(Collectors.joining(", ")));
        }
        Optional<PluginDescriptor> plugin = PluginLookup.describe(actual);
        if (plugin.isPresent() && rooms.contains(plugin.get().room())) {
            List<String> provides = plugin.get().fact("provides");
            return plugin.get().room() != Room.TRANSPORT
                    ? Optional.of(new SwapPlace(plugin.get().room(), ""))
                    : provides.size() == 1 ? Optional.of(new SwapPlace(Room.TRANSPORT, provides.getFirst())) : Optional.empty();
        }
        return rooms.size() == 1 && rooms.getFirst() != Room.TRANSPORT
                ? Optional.of(new SwapPlace(rooms.getFirst(), ""))
                : Optional.empty();
    }

    /** The only places of a firmware that fit; none or several are for {@link #refused} to tell. */
    static List<SwapPlace> fitting(Of places, Class<?> declared, Class<?> actual) {
        List<Room> rooms = rooms(declared, actual);
        return places.all().stream().filter(place -> rooms.contains(place.room)).toList();
    }

    /** @param fitting none, or several */
    static ExtensionConfigurationException refused(Of places, String who, Class<?> declared, List<SwapPlace> fitting) {
        List<SwapPlace> candidates = fitting.isEmpty() ? places.all() : fitting;
        return refused(who + " can't be swapped in: " + (fitting.isEmpty() ? "no place" : "more than one place") + " of " + places.firmware
                + " takes a " + declared.getSimpleName(), candidates, candidates.getFirst(), "");
    }

    private static ExtensionConfigurationException unknown(Of places, String who, String asked, List<SwapPlace> candidates, String id) {
        String head = asked.contains(".") ? asked.substring(0, asked.indexOf('.')) : asked;
        List<SwapPlace> inRoom = candidates.stream().filter(place -> place.room.section().equals(head)).toList();
        List<SwapPlace> near = inRoom.isEmpty() ? candidates : inRoom;
        List<String> titles = near.stream().map(SwapPlace::title).toList();
        SwapPlace best = DidYouMean.nearest(asked, titles).map(title -> near.get(titles.indexOf(title))).orElse(near.getFirst());
        return refused(who + " can't be swapped in: \"" + asked + "\" is no place of " + places.firmware, near, best, id);
    }

    private static ExtensionConfigurationException refused(String what, List<SwapPlace> candidates, SwapPlace best, String id) {
        return new ExtensionConfigurationException(what + "; candidates: "
                + candidates.stream().map(SwapPlace::title).distinct().collect(Collectors.joining(", ")) + ". Write @Swap(\"" + best.title()
                + id + "\")");
    }

    /** All of them when none fits. */
    private static List<SwapPlace> fitting(List<SwapPlace> all, Class<?> type) {
        List<SwapPlace> fits = all.stream().filter(place -> rooms(type).contains(place.room)).toList();
        return fits.isEmpty() ? all : fits;
    }

    /** What the field's type says goes before what the object could be. */
    private static List<Room> rooms(Class<?> declared, Class<?> actual) {
        List<Room> rooms = rooms(declared);
        return rooms.isEmpty() ? rooms(actual) : rooms;
    }

    private static List<Room> rooms(Class<?> type) {
        var rooms = new ArrayList<Room>();
        for (Class<? extends Annotation> kind : KINDS) {
            if (kind(kind).type().isAssignableFrom(type)) {
                rooms.add(kind(kind).room());
            }
        }
        return rooms;
    }

    /** Lambdas and anonymous classes have none of their own. */
    private static String name(Class<?> type) {
        return type.getSimpleName().isEmpty() || type.isHidden() ? "lambda" : type.getSimpleName();
    }

    private static PluginKind kind(Class<? extends Annotation> annotation) {
        return Objects.requireNonNull(annotation.getAnnotation(PluginKind.class));
    }

    /** As a section of the profile is called. */
    String title() {
        return room.section() + (section.isEmpty() ? "" : "." + section);
    }
}
