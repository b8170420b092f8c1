package io.strapwork.runtime.catalogue;

import java.util.Optional;

/**
 * What an option may be at least and at most, both included, as written in a profile but without quotes.
 *
 * @param least empty for what the type itself allows
 * @param most  empty for what the type itself allows
 */
public record Bounds(Optional<String> least, Optional<String> most) {
    public static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());

    public static Bounds of(String least, String most) {
        return new Bounds(Optional.of(least), Optional.of(most));
    }

    public Bounds most(String other) {
        return new Bounds(least, Optional.of(other));
    }

    /** With the usual end of a type where its author set none: nothing is without end. */
    public Bounds of(OptionType.Scalar type) {
        return switch (type) {
            case INT, LONG -> most.isPresent() ? this : most("1000000");
            case DURATION -> most.isPresent() ? this : most("24h");
            case SIZE -> most.isPresent() ? this : most("1024GiB");
            case DOUBLE -> this;
            case BOOLEAN, STRING, PATH, URI -> NONE;
        };
    }

    /** {@code "1 to 100"}, {@code "at most 24h"}; empty when there are none. */
    public String inWords() {
        if (least.isPresent() && most.isPresent()) {
            return least.get() + " to " + most.get();
        }
        return least.map("at least "::concat).or(() -> most.map("at most "::concat)).orElse("");
    }
}
