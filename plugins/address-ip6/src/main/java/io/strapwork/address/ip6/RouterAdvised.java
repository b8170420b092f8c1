package io.strapwork.address.ip6;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import java.util.random.RandomGenerator;

/** IPv6 as the routers say: by DHCPv6 where their M flag is set, else by an address of their prefix. */
@AddressPlugin(id = "ip6")
public final class RouterAdvised extends Ip6Client {
    @Inject
    RouterAdvised(Ip6Options options, BootClock clock, RandomGenerator random) {
        super(Way.ROUTERS, options, clock, random);
    }
}
