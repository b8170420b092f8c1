package io.strapwork.runtime.catalogue;

import java.util.List;
import java.util.Optional;

/** What an option can hold, as data. Its text form is the grammar of the plugin index. */
public sealed interface OptionType {
    /** The index's word for it, such as {@code list:int}. */
    String word();

    /** For people, in a sentence after "must be": {@code "a duration such as \"5s\""}. */
    String inWords();

    /** The scalar that it is, or that each of its items is; empty for names of an enum. */
    Optional<Scalar> scalar();

    /** What it holds when it is not left out: itself, unless it is a {@link Maybe}. */
    default OptionType plain() {
        return this;
    }

    /** A type that stands alone. */
    enum Scalar implements OptionType {
        BOOLEAN("boolean", "true or false"), INT("int", "a whole number"), LONG("long", "a whole number"), DOUBLE("double",
                "a number"), STRING("string",
                        "a string"), DURATION("duration", "a duration such as \"5s\""), SIZE("size",
                                "a size such as \"64KiB\""), PATH("path", "a path"), URI("uri", "a URI");

        private final String word;
        private final String inWords;

        Scalar(String word, String inWords) {
            this.word = word;
            this.inWords = inWords;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String inWords() {
            return inWords;
        }

        @Override
        public Optional<Scalar> scalar() {
            return Optional.of(this);
        }
    }

    /** One of an enum's constants, by lower-case name. */
    record Choice(String className, List<String> names) implements OptionType {
        public Choice {
            names = List.copyOf(names);
        }

        @Override
        public String word() {
            return "enum:" + className + ":" + String.join("|", names);
        }

        @Override
        public String inWords() {
            return "one of " + String.join(", ", names);
        }

        @Override
        public Optional<Scalar> scalar() {
            return Optional.empty();
        }
    }

    /** A list. */
    record Many(OptionType item) implements OptionType {
        @Override
        public String word() {
            return "list:" + item.word();
        }

        @Override
        public String inWords() {
            return "an array, each item " + item.inWords();
        }

        @Override
        public Optional<Scalar> scalar() {
            return item.scalar();
        }
    }

    /** A table of names and values. */
    record Named(OptionType value) implements OptionType {
        @Override
        public String word() {
            return "map:" + value.word();
        }

        @Override
        public String inWords() {
            return "a table, each value " + value.inWords();
        }

        @Override
        public Optional<Scalar> scalar() {
            return value.scalar();
        }
    }

    /** All keys of the section that are no other option's. */
    record Rest(OptionType value) implements OptionType {
        @Override
        public String word() {
            return "rest:" + value.word();
        }

        @Override
        public String inWords() {
            return "any further keys, each value " + value.inWords();
        }

        @Override
        public Optional<Scalar> scalar() {
            return value.scalar();
        }
    }

    /** May be left out. */
    record Maybe(OptionType value) implements OptionType {
        @Override
        public String word() {
            return "optional:" + value.word();
        }

        @Override
        public String inWords() {
            return value.inWords();
        }

        @Override
        public Optional<Scalar> scalar() {
            return value.scalar();
        }

        @Override
        public OptionType plain() {
            return value;
        }
    }

    /** @throws IllegalArgumentException for a word that is none of the grammar */
    static OptionType parse(String word) {
        int colon = word.indexOf(':');
        if (colon < 0) {
            return scalar(word);
        }
        String rest = word.substring(colon + 1);
        return switch (word.substring(0, colon)) {
            case "list" -> new Many(single(rest));
            case "map" -> new Named(single(rest));
            case "rest" -> new Rest(single(rest));
            case "optional" -> new Maybe(single(rest));
            case "enum" -> choice(rest);
            default -> throw new IllegalArgumentException("not an option type: " + word);
        };
    }

    private static OptionType single(String word) {
        return word.startsWith("enum:") ? choice(word.substring(5)) : scalar(word);
    }

    private static OptionType choice(String rest) {
        int colon = rest.indexOf(':');
        if (colon <= 0 || colon + 1 == rest.length()) {
            throw new IllegalArgumentException("not an enum: " + rest);
        }
        return new Choice(rest.substring(0, colon), List.of(rest.substring(colon + 1).split("\\|")));
    }

    private static Scalar scalar(String word) {
        for (Scalar scalar : Scalar.values()) {
            if (scalar.word.equals(word)) {
                return scalar;
            }
        }
        throw new IllegalArgumentException("not an option type: " + word);
    }
}
