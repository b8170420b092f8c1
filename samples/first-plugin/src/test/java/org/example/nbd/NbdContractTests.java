package org.example.nbd;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.BootProtocolContract;
import java.time.Duration;

/** What every boot protocol does, in tests that are written already. */
class NbdContractTests extends BootProtocolContract {
    @Override
    protected Over over() {
        return Over.TCP;
    }

    @Override
    protected String scheme() {
        return "nbd";
    }

    @Override
    protected BootProtocol protocol(Transport transport, BootClock clock) {
        return new NbdProtocol(transport, new NbdOptions(Duration.ofSeconds(1)), clock);
    }

    @Override
    protected Served serve(byte[] content) throws Exception {
        return new NbdServer(content, content.length);
    }

    @Override
    protected Served serveHalf(byte[] content) throws Exception {
        return new NbdServer(content, content.length / 2);
    }

    @Override
    protected boolean serverSpeaksFirst() {
        return true;
    }
}
