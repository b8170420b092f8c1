package org.example.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.BootProtocolContract;
import java.util.List;
import org.example.nbd.FakeNbd.Manner;

class NbdContractTests extends BootProtocolContract {
    /** How the servers of these tests behave. */
    Manner manner() {
        return new Manner();
    }

    @Override
    protected Over over() {
        return Over.TCP;
    }

    @Override
    protected boolean serverSpeaksFirst() {
        return true;
    }

    @Override
    protected String scheme() {
        return "nbd";
    }

    @Override
    protected BootProtocol protocol(Transport transport, BootClock clock) {
        return new NbdProtocol(transport, NbdProtocolTests.OPTIONS, clock);
    }

    @Override
    protected Served serve(byte[] content) throws Exception {
        return served(new FakeNbd(content, manner()));
    }

    @Override
    protected Served serveHalf(byte[] content) throws Exception {
        Manner manner = manner();
        manner.gone = content.length / 2;
        return served(new FakeNbd(content, manner));
    }

    private static Served served(FakeNbd server) {
        return new Served() {
            @Override
            public BootUri uri() {
                return server.uri();
            }

            @Override
            public void close() throws Exception {
                server.close();
                assertEquals(List.of(), server.wrong(), "the server did not like");
            }
        };
    }
}
