package io.strapwork.api.fetch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A part of a disk, or all of one, that somebody looked at.
 *
 * @param volume  its name and place; without UUID and label where it can't be read
 * @param format  of its file system, as {@link VolumeFacts#format}; empty where there is none that can be read
 * @param remarks what a reader should know: why it can't be read, that it was not unmounted
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SeenVolume(ConfigVolume volume, Optional<String> format, List<String> remarks) {
    public SeenVolume {
        remarks = List.copyOf(remarks);
    }
}
