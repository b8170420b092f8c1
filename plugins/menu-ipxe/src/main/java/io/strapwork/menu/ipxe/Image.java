package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import java.util.Optional;

/**
 * A file that a script fetched, or rather would have: only scripts are read.
 *
 * @param role     what the script wants of it
 * @param arguments its command line, as words joined by one space
 * @param place     where the script fetches it
 */
record Image(String name, BootUri uri, Role role, Optional<String> arguments, Source place) {
    enum Role {
        /** Selected to be started, once. */
        KERNEL,
        /** Fetched: goes to the kernel. */
        PART,
        /** A device tree. */
        DEVICE_TREE,
        /** Fetched to be started at once. */
        CHAINED
    }

    Image named(String other) {
        return new Image(other, uri, role, arguments, place);
    }

    Image as(Role other) {
        return new Image(name, uri, other, arguments, place);
    }

    Image with(Optional<String> other) {
        return new Image(name, uri, role, other, place);
    }
}
