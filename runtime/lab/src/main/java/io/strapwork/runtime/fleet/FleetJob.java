package io.strapwork.runtime.fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One boot of many.
 *
 * @param id        says which, the same in each run: {@code lab/lossy/7}
 * @param overrides as behind {@code -P}
 * @param seed      of the boot's randomness
 */
public record FleetJob(String id, Path profile, List<String> overrides, Optional<Long> seed) {
    public FleetJob {
        overrides = List.copyOf(overrides);
    }

    /** For a file of its own. */
    public String fileName() {
        return id.replace('/', '.');
    }
}
