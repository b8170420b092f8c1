package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import java.util.List;

/**
 * A configuration and what it offers.
 *
 * @param config where it was found
 * @param reader id of who read it
 * @param trail  all that was looked for, in order
 */
public record FoundMenu(BootUri config, String reader, BootMenu menu, List<TrailStep> trail) {
    public FoundMenu {
        trail = List.copyOf(trail);
    }
}
