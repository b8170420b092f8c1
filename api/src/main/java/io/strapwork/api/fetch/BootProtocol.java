package io.strapwork.api.fetch;

import org.apiguardian.api.API;

/**
 * Turns a URI into bytes. Called on the boot's own thread, one fetch after another, with no other protocol beside it, unless it is a {@link ConcurrentProtocol}; may block, but on nothing without a time limit. Transports come by
 * constructor: a {@link io.strapwork.api.transport.Transport} parameter, with {@link jakarta.inject.Named} when there are several.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface BootProtocol {
    /**
     * Returns when all bytes are in the sink. On any other way out the channel is closed and no buffer is left over. An interrupt ends it, and the thread stays interrupted.
     *
     * @throws FetchException when the server, the network or the sink ends it
     */
    void fetch(BootUri from, ImageSink into) throws FetchException;
}
