package io.strapwork.api.fetch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** A file system that can be read. Used on the boot's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Volume {
    VolumeFacts facts();

    /**
     * The file of a path, through symbolic links, which may not leave the volume.
     *
     * @param path beginning with a slash, as {@code /boot/vmlinuz}; empty components and {@code .} count for nothing, {@code ..} above the root stays there
     * @return empty when there is no such file, or it is no regular file
     * @throws FetchException the volume is damaged, has something that is not read, or a limit was reached
     */
    Optional<VolumeFile> find(String path) throws FetchException;

    /**
     * The names in a folder, sorted, those of folders with a slash at their end; empty where there is no such folder.
     *
     * @throws FetchException as {@link #find}
     */
    List<String> list(String folder) throws FetchException;
}
