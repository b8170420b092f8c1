package io.strapwork.protocol.http;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.BootProtocolContract;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class HttpContractTests extends BootProtocolContract {
    private record Scripted(ScriptedServer server) implements Served {
        @Override
        public BootUri uri() {
            return BootUri.parse(server.uri("/file"));
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    @Override
    protected Over over() {
        return Over.TCP;
    }

    @Override
    protected String scheme() {
        return "http";
    }

    @Override
    protected BootProtocol protocol(Transport transport, BootClock clock) {
        var options = new HttpOptions(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMinutes(1), 2, 20, Duration.ofMillis(100),
                Duration.ofSeconds(1), 3, new ByteSize(8192), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        return new HttpProtocol(transport, transport, options, clock, new Random(1), new ProfileOrigins(java.util.List.of()));
    }

    @Override
    protected Served serve(byte[] content) {
        return answering(content, content.length);
    }

    @Override
    protected Served serveHalf(byte[] content) {
        return answering(Arrays.copyOf(content, content.length / 2), content.length);
    }

    private static Served answering(byte[] body, int length) {
        return new Scripted(new ScriptedServer(ScriptedServer.answer("HTTP/1.1 200 OK\nContent-Length: " + length, body)));
    }
}
