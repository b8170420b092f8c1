package io.strapwork.runtime.catalogue;

import java.util.Optional;

/**
 * One key that a plugin's section may have.
 *
 * @param key         in kebab case, as in the profile
 * @param type        what it can hold
 * @param defaultText the value when it is left out, as written in a profile but without quotes
 * @param bounds      what its author allows; the usual ones of the type close what is open
 * @param summary     one line, empty when its author wrote none
 */
public record OptionDescriptor(String key, OptionType type, Optional<String> defaultText, Bounds bounds, String summary) {
    /** Without bounds of its own. */
    public OptionDescriptor(String key, OptionType type, Optional<String> defaultText, String summary) {
        this(key, type, defaultText, Bounds.NONE, summary);
    }

    /** The same for an item of it. */
    public OptionDescriptor of(String name, OptionType item) {
        return new OptionDescriptor(name, item, Optional.empty(), bounds, summary);
    }

    /** What a value may be, or each item of it. */
    public Bounds allowed() {
        return type.scalar().map(bounds::of).orElse(Bounds.NONE);
    }

    /** For people: the type and what is allowed. */
    public String inWords() {
        String allowed = allowed().inWords();
        return allowed.isEmpty() ? type.inWords() : type.inWords() + ", " + allowed;
    }

    /** Whether a profile must set it. */
    public boolean required() {
        return defaultText.isEmpty() && (type instanceof OptionType.Scalar || type instanceof OptionType.Choice);
    }
}
