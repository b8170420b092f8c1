package io.strapwork.address.dhcp;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.AddressSourceContract;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

class DhcpContractTests extends AddressSourceContract {
    @Override
    protected AddressSource source(BootClock clock, RandomGenerator random) {
        var options = new DhcpClientOptions(Duration.ofMinutes(5), Duration.ofSeconds(4), Duration.ofSeconds(64), Optional.empty(),
                Optional.empty(),
                Optional.empty(), Optional.empty());
        return new DhcpClient(options, clock, random);
    }
}
