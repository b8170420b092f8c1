package io.strapwork.api.link;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The machine's disks, for a protocol's constructor. A boot whose protocols ask for them opens them once, in the link room, and resets them before anything is placed. Used on the boot's own
 * thread.
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Disks {
    /**
     * In the order in which the machine boots from them; empty when it has none. Whoever asks closes none of them.
     *
     * @throws io.strapwork.api.plugin.StrapworkException this boot does not open its disks: nothing in its profile names one
     */
    List<Disk> open();
}
