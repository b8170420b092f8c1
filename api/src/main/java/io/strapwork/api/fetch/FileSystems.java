package io.strapwork.api.fetch;

import java.util.Optional;
import org.apiguardian.api.API;

/** All file systems of a firmware, for a protocol's constructor: each is made when something that looks like it is first met. Used on the boot's own thread. */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FileSystems {
    /**
     * Recognises a volume by its magic and mounts it.
     *
     * @return empty when no file system here knows it
     * @throws FetchException as {@link FileSystem#mount}, of the first that knows it when none can mount it
     */
    Optional<Volume> mount(Blocks blocks) throws FetchException;
}
