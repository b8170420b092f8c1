package io.strapwork.runtime.profile;

import java.nio.file.Path;

/** Where a value was written. */
public sealed interface Origin {
    /**
     * In a profile.
     *
     * @param file   absolute
     * @param line   from 1
     * @param column from 1
     */
    record InFile(Path file, int line, int column) implements Origin {
        @Override
        public Path folder() {
            Path parent = file.getParent();
            return parent == null ? file : parent;
        }
    }

    /**
     * On the command line.
     *
     * @param key with its sections: {@code transport.tls.ca}
     */
    record CommandLine(String key, Path folder) implements Origin {}

    /** What relative paths are seen from. */
    Path folder();
}
