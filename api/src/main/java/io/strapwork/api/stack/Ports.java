package io.strapwork.api.stack;

import java.net.BindException;
import org.apiguardian.api.API;

/** Ports of the transport protocols, so that no two users of a network share one. On the network's loop. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Ports {
    /**
     * Takes a port.
     *
     * @param protocol {@link IpNetwork#TCP} or {@link IpNetwork#UDP}; each has its own ports
     * @param port     a certain one, or 0 for a random ephemeral one (RFC 6056)
     * @throws BindException when it is in use, or none is left
     */
    int take(int protocol, int port) throws BindException;

    /** Gives a port back. */
    void release(int protocol, int port);
}
