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

        @Override
        public String line(Path profile) {
            return (file.equals(profile) ? "" : file.getFileName() + " ") + "line " + line;
        }
    }

    /**
     * On the command line.
     *
     * @param key with its sections: {@code transport.tls.ca}
     */
    record CommandLine(String key, Path folder) implements Origin {
        @Override
        public String line(Path profile) {
            return "-P " + key;
        }
    }

    /** What relative paths are seen from. */
    Path folder();

    /** In words, see {@link Profile#line}. @param profile the file that was asked for; others are named */
    String line(Path profile);
}
