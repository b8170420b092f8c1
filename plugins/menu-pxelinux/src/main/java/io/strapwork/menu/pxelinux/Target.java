package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.PartSource;
import java.util.List;
import java.util.Optional;

/** Where a label or a command leads to. */
sealed interface Target {
    /** An operating system. */
    record Boot(List<PartSource> parts, Optional<String> commandLine) implements Target {
        public Boot {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Another configuration, or several files that count as one.
     *
     * @param files their names; {@code ~} is the file that says so
     * @param names what names in them mean; their own are those of the configuration that names them
     * @param menu  whether menu.c32 reads them: then there is always a menu
     */
    record Submenu(Place place, List<String> files, FileNames names, boolean menu) implements Target {
        public Submenu {
            files = List.copyOf(files);
        }
    }

    /** The menu of the configuration itself. */
    record OwnMenu() implements Target {}

    /** What does not boot here; a remark says why. */
    record Nothing() implements Target {}
}
