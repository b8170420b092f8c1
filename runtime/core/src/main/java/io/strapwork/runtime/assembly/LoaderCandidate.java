package io.strapwork.runtime.assembly;

import io.strapwork.api.load.ImageLoader;
import java.util.List;
import java.util.function.Supplier;

/**
 * A loader that may read the kernel.
 *
 * @param magics of its annotation; none for an instance that a test put in, which then takes any image
 * @param loader makes it, once
 */
public record LoaderCandidate(String id, List<String> magics, Supplier<ImageLoader> loader) {
    public LoaderCandidate {
        magics = List.copyOf(magics);
    }
}
