package io.strapwork.api.fetch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a boot configuration offers.
 *
 * @param entries  in the order that a menu shows; those of submenus at the place of the submenu
 * @param preset   the {@link BootEntry#id} of the entry that boots unless somebody chooses; empty when the configuration waits for a choice
 * @param patience how long a menu waits before the preset boots; empty when for ever
 * @param remarks  what was not understood or is not possible here, in the order of reading
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BootMenu(List<BootEntry> entries, Optional<String> preset, Optional<Duration> patience, List<Remark> remarks) {
    public BootMenu {
        entries = List.copyOf(entries);
        remarks = List.copyOf(remarks);
    }
}
