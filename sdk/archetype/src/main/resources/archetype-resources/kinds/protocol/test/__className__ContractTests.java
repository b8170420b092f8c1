package ${package};

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.BootProtocolContract;
import java.time.Duration;

/** What every boot protocol does, in tests that are written already. */
class ${className}ContractTests extends BootProtocolContract {
    @Override
    protected Over over() {
        return Over.TCP;
    }

    @Override
    protected String scheme() {
        return "${id}";
    }

    @Override
    protected BootProtocol protocol(Transport transport, BootClock clock) {
        return new ${className}Protocol(transport, new ${className}Options(Duration.ofSeconds(1)), clock);
    }

    @Override
    protected Served serve(byte[] content) throws Exception {
        return new ${className}Server(content, content.length);
    }

    @Override
    protected Served serveHalf(byte[] content) throws Exception {
        return new ${className}Server(content, content.length / 2);
    }
}
