package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.Room;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a plugin before its class is loaded.
 *
 * @param kind       what it is
 * @param id         what a profile's {@code use} names
 * @param className  binary name of its class
 * @param annotation binary name of its annotation
 * @param source     where it comes from
 * @param facts      the other elements of its annotation, each as a list
 * @param asks       the parameters of its constructor in their order; empty when that isn't known, or when there is no such constructor
 * @param options    its options record, if it has one
 */
public record PluginDescriptor(Kind kind, String id, String className, String annotation, PluginSource source,
        Map<String, List<String>> facts, Optional<List<Parameter>> asks,
        Optional<OptionsDescriptor> options) {
    public PluginDescriptor {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        asks = asks.map(List::copyOf);
    }

    /**
     * What a constructor's parameter asks for. Known beforehand, it spares each start the annotations, for each of which the JDK makes a class at run time.
     *
     * @param type binary name
     * @param name of its {@code @Named}; empty without
     */
    public record Parameter(String type, String name) {}

    /** Where it works. */
    public Room room() {
        return kind.room();
    }

    /** The sections below its kind's that it can fill: a transport's, a protocol's; none for other kinds. */
    public List<String> sections() {
        return kind.equals(Kind.TRANSPORT) ? fact("provides") : kind.equals(Kind.PROTOCOL) ? fact("schemes") : List.of();
    }

    /** A fact's values; none when the kind has no such fact. */
    public List<String> fact(String name) {
        return facts.getOrDefault(name, List.of());
    }

    /** The options that its section may have; none when it takes no record. */
    public List<OptionDescriptor> keys() {
        return options.map(OptionsDescriptor::options).orElse(List.of());
    }
}
