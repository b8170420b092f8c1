package io.strapwork.transport.tls;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.contract.TransportContract;
import io.strapwork.testkit.fake.HostSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;

class TlsContractTests extends TransportContract {
    private static final Authority LAB = Authority.root("CN=contract root");

    @TempDir
    Path folder;

    private record TlsBench(Transport transport, HostSockets tcp) implements Bench {
        @Override
        public InetSocketAddress reach(int port) {
            return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        }

        @Override
        public List<String> wrongs() {
            return List.of();
        }

        @Override
        public void close() {
            tcp.close();
        }
    }

    @Override
    protected Bench bench() {
        try {
            Path ca = Authority.write(folder.resolve("ca.pem"), LAB.certificate());
            HostSockets tcp = HostSockets.tcp();
            var options = new TlsOptions(Optional.of(ca), Optional.empty(), Optional.empty(), List.of(), List.of(), Duration.ofSeconds(10));
            return new TlsBench(new TlsTransport(tcp, options, new Dated()), tcp);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected ServerSocketFactory sockets() {
        try {
            Authority.Pair pair = LAB.leaf("EC", "127.0.0.1", "localhost");
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("k", pair.key(), new char[0], pair.chain().toArray(X509Certificate[]::new));
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected String name() {
        return "localhost";
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.DATAGRAM);
    }

    /** The day on which the certificates are good. */
    private static final class Dated implements BootClock {
        @Override
        public Instant now() {
            return Authority.NOW;
        }

        @Override
        public Ticker ticker() {
            return Ticker.systemTicker();
        }

        @Override
        public void sleep(Duration time) {}
    }
}
