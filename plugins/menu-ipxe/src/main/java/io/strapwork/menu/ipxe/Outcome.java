package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.PartSource;
import java.util.List;
import java.util.Optional;

/** How far a run came. */
sealed interface Outcome {
    /**
     * @param started false when the script loaded a kernel and ended without starting it
     * @param leftOut what would go into the initramfs as a file of its own
     */
    record Boots(String name, List<PartSource> parts, Optional<String> commandLine, boolean started,
            List<Image> leftOut) implements Outcome {}

    /** The run waits, and can be continued from its session. */
    record Asks(Choice.Asked asked) implements Outcome {}

    /** @param how what happens instead of a boot, to follow a colon */
    record Ends(String how) implements Outcome {}

    /** It comes again to a place where nothing has changed since. */
    record Loops(Source place, String after) implements Outcome {}
}
