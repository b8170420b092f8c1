package io.strapwork.address.ip6;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import java.util.random.RandomGenerator;

/** An address and the boot file by DHCPv6 (RFC 8415, 5970), renewed as long as the boot takes; the ways out by router discovery, as DHCPv6 has none. */
@AddressPlugin(id = "dhcp6")
public final class Dhcp6Client extends Ip6Client {
    @Inject
    Dhcp6Client(Ip6Options options, BootClock clock, RandomGenerator random) {
        super(Way.DHCP6, options, clock, random);
    }
}
