package io.strapwork.api.fetch;

import java.util.List;
import org.apiguardian.api.API;

/** A {@link BootProtocol} whose files lie on the machine itself, in folders that can be listed. What comes over a network may not name its files. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VolumeProtocol extends BootProtocol {
    /** As {@link ConfigFiles#list}. Called on the boot's own thread. */
    List<String> list(BootUri folder) throws FetchException;

    /** All that the machine has, in the order of its devices; what can't be read, too. Called on the boot's own thread; found once. */
    List<SeenVolume> volumes() throws FetchException;
}
