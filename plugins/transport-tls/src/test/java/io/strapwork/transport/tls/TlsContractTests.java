package io.strapwork.transport.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.strapwork.testkit.contract.TransportContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

class TlsContractTests extends TransportContract {
    private static final Authority LAB = Authority.root("CN=contract root");

    @TempDir
    Path folder;

    private final SslContext server = server();

    @Override
    protected Bench bench() {
        try {
            Path ca = Authority.write(folder.resolve("ca.pem"), LAB.certificate());
            var options = new TlsOptions(Optional.of(ca), Optional.empty(), Optional.empty(), List.of(), List.of(), Duration.ofSeconds(10));
            return overTcp((tcp, clock) -> new TlsTransport(tcp, options, clock));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Good on the first day of virtual time. */
    private static SslContext server() {
        try {
            Authority.Pair pair = LAB.leaf("EC", Authority.NOW.minus(Duration.ofDays(90)), Authority.NOW, "10.0.2.9", "peer.strapwork");
            return SslContextBuilder.forServer(pair.key(), pair.chain()).build();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void prepare(Channel accepted) {
        accepted.pipeline().addLast(server.newHandler(accepted.alloc()));
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.DATAGRAM);
    }
}
