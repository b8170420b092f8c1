package io.strapwork.api.address;

import java.time.Duration;
import org.apiguardian.api.API;

/** An address source whose lease may be there before everything that belongs to it: of two families, the one that is first. Called as an {@link AddressSource} is, after it has given a lease. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface GrowingSource extends AddressSource {
    /**
     * The lease with all that has joined it. An interrupt ends the wait, and stays set.
     *
     * @param patience how long to wait for what has not joined yet; zero for not at all
     */
    Lease lease(Duration patience);
}
