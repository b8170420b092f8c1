package io.strapwork.address.ip6;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import java.util.random.RandomGenerator;

/** An address that the host makes of a router's prefix (RFC 4862); the rest, and the boot file, by DHCPv6 without addresses (RFC 8415 6.1). */
@AddressPlugin(id = "slaac")
public final class Slaac extends Ip6Client {
    @Inject
    Slaac(Ip6Options options, BootClock clock, RandomGenerator random) {
        super(Way.SLAAC, options, clock, random);
    }
}
