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
 * @param options    its options record, if it has one
 */
public record PluginDescriptor(Kind kind, String id, String className, String annotation, PluginSource source,
        Map<String, List<String>> facts,
        Optional<OptionsDescriptor> options) {
    public PluginDescriptor {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

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
