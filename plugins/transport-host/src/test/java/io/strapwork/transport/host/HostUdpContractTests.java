package io.strapwork.transport.host;

import io.strapwork.testkit.contract.TransportContract;
import java.util.EnumSet;
import java.util.Set;

class HostUdpContractTests extends TransportContract {
    @Override
    protected Bench bench() {
        return new HostTcpContractTests.HostBench(new HostUdpTransport(new HostUdpOptions("10.0.2.2")));
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.STREAM, Ability.VIRTUAL_TIME);
    }
}
