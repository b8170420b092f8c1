package io.strapwork.api.address;

import io.strapwork.api.stack.IpNetwork;
import org.apiguardian.api.API;

/** An address source that can find out what to boot, too. Called as an {@link AddressSource} is. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface BootFileSource extends AddressSource {
    /**
     * As {@link #acquire}, where only the network can tell what to boot: worth waiting, within the source's patience, for a server that knows a boot file. The lease may still have none.
     * May be called again for another request: the new lease replaces the one before.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when there is no lease within the source's patience
     */
    Lease acquireWithBootFile(IpNetwork network, BootFileRequest request);
}
