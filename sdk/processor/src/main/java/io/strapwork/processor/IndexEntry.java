package io.strapwork.processor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the index says of one plugin.
 *
 * @param room      profile section of its room
 * @param id        what {@code use} names
 * @param className binary name
 * @param kind      binary name of the kind annotation
 * @param facts     the annotation's other elements in their order, each as a list of words
 * @param options   its options record, if it has one
 */
record IndexEntry(String room, String id, String className, String kind, Map<String, List<String>> facts, Optional<OptionsEntry> options) {
    /** A record of options. */
    record OptionsEntry(String className, List<OptionEntry> options) {}

    /**
     * One key.
     *
     * @param type in the index's own grammar, see {@link OptionTypes}
     */
    record OptionEntry(String key, String type, Optional<String> defaultText, String summary) {}
}
