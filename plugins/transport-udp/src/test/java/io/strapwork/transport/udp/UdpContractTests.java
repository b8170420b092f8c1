package io.strapwork.transport.udp;

import io.strapwork.testkit.contract.TransportContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

class UdpContractTests extends TransportContract {
    @Override
    protected Bench bench() {
        return overNetwork((network, clock) -> new UdpTransport(network, new UdpOptions(Duration.ofSeconds(2), 3)));
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.STREAM);
    }
}
