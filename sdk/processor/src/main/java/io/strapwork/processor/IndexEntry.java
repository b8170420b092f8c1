package io.strapwork.processor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the index says of one plugin.
 *
 * @param kind      what it is
 * @param id        what {@code use} names
 * @param className binary name
 * @param facts     the annotation's other elements in their order, each as a list of words
 * @param asks      what its constructor's parameters are, each in the index's own grammar: {@code io.strapwork.api.time.BootClock}, {@code tcp@io.strapwork.api.transport.Transport}
 * @param options   its options record, if it has one
 */
record IndexEntry(Marked kind, String id, String className, Map<String, List<String>> facts, List<String> asks,
        Optional<OptionsEntry> options) {
    /**
     * A kind, as an annotation tells it.
     *
     * @param section    profile section: {@code "link"}, {@code "link.disk"}
     * @param annotation binary name
     * @param type       binary name of the interface
     * @param noun       for messages
     */
    record Marked(String section, String annotation, String type, String noun) {}

    /** A record of options. */
    record OptionsEntry(String className, List<OptionEntry> options) {}

    /**
     * One key.
     *
     * @param type in the index's own grammar, see {@link OptionTypes}
     */
    record OptionEntry(String key, String type, Optional<String> defaultText, Optional<String> least, Optional<String> most,
            String summary) {}
}
