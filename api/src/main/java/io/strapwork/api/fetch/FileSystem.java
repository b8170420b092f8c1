package io.strapwork.api.fetch;

import org.apiguardian.api.API;

/** Reads file systems of one format. Immutable: all state is of a volume. Called on the boot's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FileSystem {
    /**
     * Reads what a volume says of itself. Nothing is written, no log is replayed.
     *
     * @param blocks whose first bytes have one of the plugin's magics
     * @throws FetchException it is damaged, has features that are not read (named in the problem), or can't be read
     */
    Volume mount(Blocks blocks) throws FetchException;
}
