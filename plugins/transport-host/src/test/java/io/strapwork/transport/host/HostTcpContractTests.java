package io.strapwork.transport.host;

import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.TransportContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;

class HostTcpContractTests extends TransportContract {
    record HostBench(Transport transport) implements Bench {
        @Override
        public InetSocketAddress reach(int port) {
            return new InetSocketAddress(InetAddress.ofLiteral("10.0.2.2"), port);
        }

        @Override
        public void close() {
            try {
                ((AutoCloseable) transport).close();
                ((AutoCloseable) transport).close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    protected Bench bench() {
        return new HostBench(new HostTcpTransport(new HostTcpOptions("10.0.2.2")));
    }

    @Override
    protected String name() {
        return "localhost";
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.DATAGRAM, Ability.VIRTUAL_TIME);
    }
}
