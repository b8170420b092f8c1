package io.strapwork.runtime.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * A plugin's options record.
 *
 * @param className binary name of the record
 * @param options   in the order of its components
 */
public record OptionsDescriptor(String className, List<OptionDescriptor> options) {
    public OptionsDescriptor {
        options = List.copyOf(options);
    }

    public Optional<OptionDescriptor> option(String key) {
        for (OptionDescriptor option : options) {
            if (option.key().equals(key)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }
}
