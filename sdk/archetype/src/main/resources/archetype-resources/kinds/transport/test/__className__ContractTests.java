package ${package};

import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.TransportContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/** What every transport does. */
class ${className}ContractTests extends TransportContract {
    private record Loopback(${className}Transport mine) implements Bench {
        @Override
        public Transport transport() {
            return mine;
        }

        @Override
        public InetSocketAddress reach(int port) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public void close() {
            mine.close();
            mine.close();
        }
    }

    @Override
    protected Bench bench() {
        return new Loopback(new ${className}Transport());
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
