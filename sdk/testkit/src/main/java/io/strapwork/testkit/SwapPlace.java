package io.strapwork.testkit;

import io.strapwork.api.plugin.AddressPlugin;
import io.strapwork.api.plugin.DriverPlugin;
import io.strapwork.api.plugin.HandoffPlugin;
import io.strapwork.api.plugin.LoaderPlugin;
import io.strapwork.api.plugin.MachinePlugin;
import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.ProtocolPlugin;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StackPlugin;
import io.strapwork.api.plugin.TransportPlugin;
import io.strapwork.api.plugin.VerifierPlugin;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Where a swapped plugin goes. @param section as in {@link Choice#section()} */
record SwapPlace(Room room, String section) {
    private static final List<Class<? extends Annotation>> KINDS = List.of(MachinePlugin.class, DriverPlugin.class, StackPlugin.class,
            AddressPlugin.class, TransportPlugin.class, ProtocolPlugin.class, VerifierPlugin.class, LoaderPlugin.class,
            HandoffPlugin.class);

    /**
     * The only place that fits.
     *
     * @param what     for messages: the field or class
     * @param asked    the place that the annotation names, or empty
     * @param declared the field's type, or the plugin class
     * @param actual   the class of the object, or the plugin class
     * @throws ExtensionConfigurationException when there is none, or more than one, with the candidates
     */
    static SwapPlace find(Assembly assembly, String what, String asked, Class<?> declared, Class<?> actual) {
        List<SwapPlace> all = places(assembly);
        if (!asked.isEmpty()) {
            SwapPlace found = all.stream().filter(place -> place.title().equals(asked)).findFirst().or(() -> named(asked)).orElseThrow(
                    () -> refused(what + " can't be swapped in: \"" + asked + "\" is no place of " + assembly.name(), fitting(all, actual), asked));
            if (!rooms(actual).contains(found.room)) {
                throw refused(what + " can't be swapped in: " + asked + " takes no " + name(declared), fitting(all, actual),
                        "it would have to be a " + type(found.room).getSimpleName());
            }
            return found;
        }
        List<Room> rooms = rooms(declared);
        if (rooms.isEmpty()) {
            rooms = rooms(actual);
        }
        if (rooms.isEmpty()) {
            throw refused(what + " can't be swapped in: " + name(actual) + " is no plugin of any kind", List.of(),
                    "it would have to implement one of " + KINDS.stream().map(kind -> kind(kind).type().getSimpleName())
                            .collect(Collectors.joining(", ")));
        }
        var fitting = new ArrayList<SwapPlace>();
        for (SwapPlace place : all) {
            if (rooms.contains(place.room)) {
                fitting.add(place);
            }
        }
        if (rooms.size() == 1 && rooms.getFirst() != Room.TRANSPORT) {
            // One object may well be all protocols, or the only loader.
            return new SwapPlace(rooms.getFirst(), "");
        }
        if (fitting.size() != 1) {
            throw refused(what + " can't be swapped in: " + (fitting.isEmpty() ? "no place" : "more than one place") + " of "
                    + assembly.name() + " takes a " + declared.getSimpleName(), fitting.isEmpty() ? all : fitting, "");
        }
        return fitting.getFirst();
    }

    /**
     * Of a swap by id, before the profile is read, for there the section would be a key like any other.
     *
     * @throws ExtensionConfigurationException when no firmware has such a place
     */
    static void checkSection(String swap) {
        String place = swap.substring(0, swap.indexOf('=')).strip();
        String head = place.contains(".") ? place.substring(0, place.indexOf('.')) : place;
        List<String> sections = java.util.Arrays.stream(Room.values()).map(Room::section).toList();
        if (!sections.contains(head)) {
            throw new ExtensionConfigurationException("@Swap(\"" + swap + "\") can't be swapped in: \"" + place
                    + "\" is no place of any firmware; candidates: " + String.join(", ", sections));
        }
    }

    private static java.util.Optional<SwapPlace> named(String asked) {
        int dot = asked.indexOf('.');
        String head = dot < 0 ? asked : asked.substring(0, dot);
        for (Room room : Room.values()) {
            boolean parted = room == Room.FETCH || room == Room.LOAD;
            if (room.section().equals(head) && (dot < 0 || parted) && room != Room.TRANSPORT) {
                return java.util.Optional.of(new SwapPlace(room, dot < 0 ? "" : asked.substring(dot + 1)));
            }
        }
        return java.util.Optional.empty();
    }

    private static ExtensionConfigurationException refused(String what, List<SwapPlace> candidates, String hint) {
        String list = candidates.stream().map(SwapPlace::title).distinct().collect(Collectors.joining(", "));
        return new ExtensionConfigurationException(what + (list.isEmpty()
                ? "; " + hint
                : "; candidates: " + list
                        + ". Write @Swap(\"" + candidates.getFirst().title() + "\")"));
    }

    private static List<SwapPlace> places(Assembly assembly) {
        var places = new ArrayList<SwapPlace>();
        for (Choice choice : assembly.choices()) {
            places.add(new SwapPlace(choice.room(), choice.section()));
        }
        return places;
    }

    /** All of them when none fits. */
    private static List<SwapPlace> fitting(List<SwapPlace> all, Class<?> type) {
        List<SwapPlace> fits = all.stream().filter(place -> rooms(type).contains(place.room)).toList();
        return fits.isEmpty() ? all : fits;
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

    private static Class<?> type(Room room) {
        return KINDS.stream().map(SwapPlace::kind).filter(kind -> kind.room() == room).findFirst().orElseThrow().type();
    }

    /** Lambdas and anonymous classes have none of their own. */
    private static String name(Class<?> type) {
        return type.getSimpleName().isEmpty() || type.isHidden() ? "lambda" : type.getSimpleName();
    }

    private static PluginKind kind(Class<? extends Annotation> annotation) {
        return Objects.requireNonNull(annotation.getAnnotation(PluginKind.class));
    }

    private String title() {
        return room.section() + (section.isEmpty() ? "" : "." + section);
    }
}
