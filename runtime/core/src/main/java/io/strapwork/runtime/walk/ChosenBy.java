package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.runtime.menu.Beginning;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What chose the parts of a boot and its command line: a verifier is asked about that, too.
 *
 * @param menu the configuration files that were read, in order
 * @param line the files of the command line, as they were read
 * @param told the command line, when a DHCP server says it
 * @param seen how files began that were looked into: what is in those is vouched for with them, if they still are what was seen
 */
record ChosenBy(Map<BootUri, MemorySegment> menu, Map<BootUri, MemorySegment> line, Optional<String> told,
        Map<BootUri, List<Beginning>> seen) {
    /** Only the profile. */
    static final ChosenBy PROFILE = new ChosenBy(Map.of(), Map.of(), Optional.empty(), Map.of());
}
