package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import java.util.List;
import java.util.Optional;

/**
 * The command line of an entry.
 *
 * @param text  empty when nobody gives one
 * @param files as {@link io.strapwork.api.fetch.BootEntry#lineFiles}
 */
record Options(Optional<String> text, List<BootUri> files) {
    static final Options NONE = new Options(Optional.empty(), List.of());

    Options {
        files = List.copyOf(files);
    }

    /** Written in a file that was read whole. */
    static Options written(String text) {
        return new Options(Optional.of(text), List.of());
    }

    /** Within an image that was looked into. */
    static Options within(BootUri image, String text) {
        return new Options(Optional.of(text), List.of(image));
    }
}
