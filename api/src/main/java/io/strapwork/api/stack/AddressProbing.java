package io.strapwork.api.stack;

import io.netty.util.concurrent.Future;
import io.strapwork.api.link.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * An ability that an {@link IpNetwork} may have: to ask whether anybody on the link has an address already, by ARP (RFC 5227 2.1.1) or by
 * duplicate address detection (RFC 4862 5.4).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface AddressProbing {
    /**
     * Sends probes and listens. On the loop's thread. An IPv6 address may be assigned already (RFC 4429).
     *
     * @param probes  how many, one {@code spacing} after the other; the answer comes one {@code spacing} after the last at the latest
     * @return done on the loop, with the station that has the address or probes for it too, or with empty; cancelling ends the probe
     */
    Future<Optional<MacAddress>> probe(InetAddress address, int probes, Duration spacing);
}
