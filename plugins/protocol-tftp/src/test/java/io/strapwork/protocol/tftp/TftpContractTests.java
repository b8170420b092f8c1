package io.strapwork.protocol.tftp;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.protocol.tftp.ScriptedServer.Script;
import io.strapwork.testkit.contract.BootProtocolContract;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class TftpContractTests extends BootProtocolContract {
    private record Scripted(ScriptedServer server) implements Served {
        @Override
        public BootUri uri() {
            return BootUri.parse(server.uri("file"));
        }

        @Override
        public void close() throws InterruptedException {
            server.close();
        }
    }

    @Override
    protected Over over() {
        return Over.UDP;
    }

    @Override
    protected String scheme() {
        return "tftp";
    }

    @Override
    protected BootProtocol protocol(Transport transport, BootClock clock) {
        return new TftpProtocol(transport,
                new TftpOptions(Optional.of(1428), Optional.of(4), Duration.ofMillis(200), Duration.ofMillis(800),
                        Duration.ofMinutes(1), Duration.ofMillis(100), false),
                clock);
    }

    @Override
    protected Served serve(byte[] content) {
        return new Scripted(new ScriptedServer(TftpProtocolTests.honest(content, new Random(1), 0)));
    }

    @Override
    protected Served serveHalf(byte[] content) {
        Script half = (request, side) -> {
            side.options("blksize", "1428", "windowsize", "1");
            side.expectAck(0);
            for (int block = 1; block <= content.length / 1428 / 2; block++) {
                side.data(block, Arrays.copyOfRange(content, (block - 1) * 1428, block * 1428));
                side.expectAck(block);
            }
        };
        return new Scripted(new ScriptedServer(half));
    }
}
