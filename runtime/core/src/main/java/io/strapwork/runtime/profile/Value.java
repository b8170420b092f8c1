package io.strapwork.runtime.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A value of a profile and where it was written. */
public sealed interface Value {
    Origin origin();

    /** For messages: {@code "a string"}. */
    String inWords();

    /** The same value, with all that is in it, written elsewhere. */
    Value at(Origin place);

    record Text(String text, Origin origin) implements Value {
        @Override
        public Value at(Origin place) {
            return new Text(text, place);
        }

        @Override
        public String inWords() {
            return "a string";
        }
    }

    record Whole(long number, Origin origin) implements Value {
        @Override
        public Value at(Origin place) {
            return new Whole(number, place);
        }

        @Override
        public String inWords() {
            return "a whole number";
        }
    }

    record Decimal(double number, Origin origin) implements Value {
        @Override
        public Value at(Origin place) {
            return new Decimal(number, place);
        }

        @Override
        public String inWords() {
            return "a number with a fraction";
        }
    }

    record Flag(boolean set, Origin origin) implements Value {
        @Override
        public Value at(Origin place) {
            return new Flag(set, place);
        }

        @Override
        public String inWords() {
            return "true or false";
        }
    }

    /** A date or a time, which no option takes. */
    record Moment(Origin origin) implements Value {
        @Override
        public Value at(Origin place) {
            return new Moment(place);
        }

        @Override
        public String inWords() {
            return "a date or time";
        }
    }

    record Items(List<Value> items, Origin origin) implements Value {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public Value at(Origin place) {
            return new Items(items.stream().map(item -> item.at(place)).toList(), place);
        }

        @Override
        public String inWords() {
            return "an array";
        }
    }

    /**
     * A table.
     *
     * @param entries  in the order of the file
     * @param yielding keys that a weaker layer wrote for another {@code use}: ignored when the plugin that was chosen instead doesn't know them
     */
    record Section(Map<String, Value> entries, Set<String> yielding, Origin origin) implements Value {
        public Section {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            yielding = Set.copyOf(yielding);
        }

        @Override
        public Value at(Origin place) {
            var moved = new LinkedHashMap<String, Value>();
            entries.forEach((key, value) -> moved.put(key, value.at(place)));
            return new Section(moved, Set.of(), place);
        }

        @Override
        public String inWords() {
            return "a table";
        }

        public Optional<Value> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        /** The table under a key; empty also when something else is there. */
        public Optional<Section> section(String key) {
            return entries.get(key) instanceof Section section ? Optional.of(section) : Optional.empty();
        }
    }
}
