package io.strapwork.api.address;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.stack.IpNetwork;
import org.apiguardian.api.API;

/**
 * Where a host's address comes from. Called on the boot's own thread; may block. A source that has to renew goes on doing so on the network's
 * loop until it is closed, if it is {@link AutoCloseable}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface AddressSource {
    /**
     * Gets a lease and {@linkplain IpNetwork#assign assigns} what it says to the network.
     *
     * @param machine what boots: servers choose the boot file by it (DHCP option 93)
     * @throws io.strapwork.api.plugin.StrapworkException when there is none within the source's patience
     */
    Lease acquire(IpNetwork network, Architecture machine);
}
