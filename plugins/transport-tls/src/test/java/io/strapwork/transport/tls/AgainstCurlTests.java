package io.strapwork.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.protocol.http.HttpOptions;
import io.strapwork.protocol.http.HttpProtocol;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.SkippingClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Legal but odd servers, by seed: what curl fetches is fetched, byte for byte. {@code .ci/against-curl N} tries N of them. */
@Tag("real")
class AgainstCurlTests {
    private static final Path CURL = Path.of("/usr/bin/curl");
    private static final int TLS_EVERY = 6;
    @TempDir
    Path folder;

    @Test
    void whatCurlFetchesIsFetched() throws Exception {
        assumeTrue(Files.isExecutable(CURL), "curl is not installed");
        int seeds = Integer.getInteger("strapwork.seeds", 150);
        var authority = Authority.root("CN=Against Curl");
        var failures = new ArrayList<String>();
        int fetched = 0;
        var behaviour = new AtomicReference<OddServer>();
        var pair = authority.leaf("EC", "127.0.0.1");
        Path ca = Authority.write(folder.resolve("ca.pem"), authority.certificate());
        try (var plain = TlsServer.scripted(connection -> {
            behaviour.get().serve(connection);
            connection.shutdownOutput();
            connection.getInputStream().readAllBytes();
        }); var tls = TlsServer.wrapping(pair, connection -> {
            behaviour.get().serve(connection);
            ((SSLSocket) connection).shutdownOutput();
            connection.getInputStream().readAllBytes();
        }); var tcp = HostSockets.tcp()) {
            for (int seed = 1; seed <= seeds; seed++) {
                boolean encrypted = seed % TLS_EVERY == 0;
                int port = encrypted ? tls.port() : plain.port();
                String uri = (encrypted ? "https" : "http") + "://127.0.0.1:" + port + "/a/b/start?x";
                behaviour.set(OddServer.of(seed, port, encrypted));
                Optional<byte[]> by = curl(uri);
                fetched += by.isPresent() ? 1 : 0;
                String own = by.isPresent() ? own(uri, ca, tcp, by.get()) : "";
                if (!own.isEmpty()) {
                    failures.add("seed " + seed + (encrypted ? " tls: " : ": ") + behaviour.get() + "\n    " + own);
                }
            }
        }
        System.out.println("curl fetched " + fetched + " of " + seeds);
        assertEquals(List.of(), failures, () -> String.join("\n", failures));
        assertTrue(fetched > seeds / 2, "curl fetched " + fetched + " of " + seeds);
    }

    private Optional<byte[]> curl(String uri) throws Exception {
        Path to = folder.resolve("curl.out");
        Files.deleteIfExists(to);
        Process curl = new ProcessBuilder(CURL.toString(), "-q", "-sS", "-f", "-k", "-L", "--noproxy", "*", "--max-time", "20", "-o",
                to.toString(), uri)
                .redirectErrorStream(true).redirectOutput(folder.resolve("curl.err").toFile()).start();
        assertTrue(curl.waitFor(60, TimeUnit.SECONDS), "curl hangs");
        return curl.exitValue() == 0 ? Optional.of(Files.exists(to) ? Files.readAllBytes(to) : new byte[0]) : Optional.empty();
    }

    /** @return what went wrong, or nothing */
    private static String own(String uri, Path ca, HostSockets tcp, byte[] expected) throws Exception {
        var time = Duration.ofSeconds(20);
        var options = new HttpOptions(time, time, time, 1, 1, Duration.ofMillis(1), time, 5, new ByteSize(32768), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
        var tlsOptions = new TlsOptions(Optional.of(ca), Optional.empty(), Optional.empty(), List.of("TLSv1.3", "TLSv1.2"), List.of(),
                time);
        BootClock clock = new SkippingClock();
        var sink = new MemorySink();
        try {
            new HttpProtocol(tcp, new TlsTransport(tcp, tlsOptions, new AuthorityClock(clock)), options, clock, new Random(1),
                    new ProfileOrigins(List.of())).fetch(BootUri.parse(uri), sink);
        } catch (FetchException e) {
            return e.problem().code() + " " + e.problem().what();
        }
        return Arrays.equals(expected, sink.content())
                ? ""
                : "other bytes: " + sink.content().length + ", curl has " + expected.length + (expected.length < 200
                        ? "\n    " + new String(sink.content(), java.nio.charset.StandardCharsets.ISO_8859_1) + "\n    "
                                + new String(expected, java.nio.charset.StandardCharsets.ISO_8859_1)
                        : "");
    }

    /** The certificates of {@link Authority} have a date of their own. */
    private record AuthorityClock(BootClock clock) implements BootClock {
        @Override
        public java.time.Instant now() {
            return Authority.NOW;
        }

        @Override
        public io.netty.util.concurrent.Ticker ticker() {
            return clock.ticker();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            clock.sleep(time);
        }
    }
}
