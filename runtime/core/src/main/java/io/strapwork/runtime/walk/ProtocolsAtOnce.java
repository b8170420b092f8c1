package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConcurrentProtocol;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.AssembledBoot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The protocols of files that are to be fetched. Plugins are made by one thread at a time, so all are made before the first fetch begins. */
final class ProtocolsAtOnce {
    private final AssembledBoot boot;
    private final Map<String, Optional<BootProtocol>> known = new HashMap<>();

    /** On the boot's thread. @param files that are to be fetched, perhaps */
    ProtocolsAtOnce(AssembledBoot boot, List<BootUri> files) {
        this.boot = boot;
        files.forEach(file -> known.computeIfAbsent(file.scheme(), this::made));
    }

    private Optional<BootProtocol> made(String scheme) {
        try {
            return Optional.of(boot.protocol(scheme));
        } catch (StrapworkException e) {
            return Optional.empty(); // whoever fetches it is told again
        }
    }

    /** Any thread, for a file that may be fetched {@linkplain #beside beside} others; otherwise the boot's. @throws StrapworkException when nothing speaks it */
    BootProtocol of(BootUri file) {
        return known.getOrDefault(file.scheme(), Optional.empty()).orElseGet(() -> boot.protocol(file.scheme()));
    }

    /** Whether others may be fetched while a file is looked for at these places. */
    boolean beside(List<BootUri> places) {
        return places.stream().allMatch(
                place -> known.getOrDefault(place.scheme(), Optional.empty()).filter(ConcurrentProtocol.class::isInstance).isPresent());
    }
}
