package io.strapwork.transport.tcp;

import io.strapwork.api.plugin.ByteSize;
import io.strapwork.testkit.contract.TransportContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

class TcpContractTests extends TransportContract {
    @Override
    protected Bench bench() {
        var options = new TcpOptions(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(60),
                Duration.ofMillis(40), Duration.ofSeconds(1), new ByteSize(4 << 20), new ByteSize(4 << 20), 128, Duration.ofSeconds(2), 3);
        return overNetwork((network, clock) -> new TcpTransport(network, clock, options));
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.DATAGRAM);
    }
}
