package io.strapwork.runtime.catalogue;

import java.util.Optional;

/**
 * One key that a plugin's section may have.
 *
 * @param key         in kebab case, as in the profile
 * @param type        what it can hold
 * @param defaultText the value when it is left out, as written in a profile but without quotes
 * @param summary     one line, empty when its author wrote none
 */
public record OptionDescriptor(String key, OptionType type, Optional<String> defaultText, String summary) {
    /** Whether a profile must set it. */
    public boolean required() {
        return defaultText.isEmpty() && switch (type) {
            case OptionType.Scalar scalar -> true;
            case OptionType.Choice choice -> true;
            case OptionType.Many many -> false;
            case OptionType.Named named -> false;
            case OptionType.Rest rest -> false;
            case OptionType.Maybe maybe -> false;
        };
    }
}
