package io.strapwork.transport.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.protocol.http.HttpOptions;
import io.strapwork.protocol.http.HttpProtocol;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class TlsTransportTests {
    private static final Authority LAB = Authority.root("CN=Lab Root");
    private static final Authority OTHER = Authority.root("CN=Other Root");
    private static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");
    @TempDir
    Path folder;
    private Path ca;
    private final HostSockets tcp = HostSockets.tcp();
    private final MemorySink sink = new MemorySink();
    private final byte[] image = new byte[1_000_000];

    @BeforeEach
    void files() throws Exception {
        new Random(1).nextBytes(image);
        ca = Authority.write(folder.resolve("lab-ca.pem"), OTHER.intermediate("CN=Unused").certificate(), LAB.certificate());
    }

    @AfterEach
    void nothingIsLeft() {
        assertTrue(tcp.allClosed(), "a channel is still open");
        tcp.close();
    }

    private static final BootClock CLOCK = new BootClock() {
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
    };

    private TlsOptions options(List<String> versions, List<String> ciphers) {
        return new TlsOptions(Optional.of(ca), Optional.empty(), Optional.empty(), versions, ciphers, Duration.ofSeconds(10));
    }

    private void fetch(String uri, TlsOptions options) throws FetchException {
        var second = Duration.ofSeconds(20);
        var http = new HttpOptions(second, second, second, 2, 2, Duration.ofMillis(1), second, 2, new ByteSize(8192), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
        new HttpProtocol(tcp, new TlsTransport(tcp, options, CLOCK), http, CLOCK, new Random(1),
                new ProfileOrigins(java.util.List.of())).fetch(BootUri.parse(uri), sink);
    }

    /** @return the hint */
    private String assertFails(String problem, String uri, TlsOptions options) {
        var e = assertThrows(FetchException.class, () -> fetch(uri, options));
        assertEquals(problem, e.problem().code() + " " + e.problem().what(), () -> String.valueOf(e.getCause()));
        assertTrue(tcp.allClosed(), "a channel is still open");
        return e.problem().hint();
    }

    private String assertFails(String problem, Authority.Pair pair) throws Exception {
        try (var server = TlsServer.serving(pair, image, socket -> {})) {
            String hint = assertFails(problem, "https://127.0.0.1:" + server.port() + "/f", options(BOTH, List.of()));
            assertEquals(1, server.connections.get(), "no second attempt");
            return hint;
        }
    }

    @Test
    void fetchesWithEachVersionAndKey() throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            Authority.Pair leaf = LAB.leaf(algorithm, "127.0.0.1");
            for (String version : BOTH) {
                sink.restart();
                try (var server = TlsServer.serving(leaf, image, socket -> {})) {
                    fetch("https://127.0.0.1:" + server.port() + "/f", options(List.of(version), List.of()));
                    assertEquals(List.of(version), server.heard);
                }
                assertArrayEquals(image, sink.content());
            }
        }
    }

    @Test
    void namesAreSentAndChecked() throws Exception {
        try (var server = TlsServer.serving(LAB.leaf("EC", "localhost"), image, socket -> {})) {
            fetch("https://localhost:" + server.port() + "/f", options(BOTH, List.of("TLS_AES_128_GCM_SHA256")));
            assertEquals(List.of("localhost", "TLSv1.3"), server.heard);
        }
        assertArrayEquals(image, sink.content());
    }

    @Test
    void intermediates() throws Exception {
        var middle = LAB.intermediate("CN=Lab Intermediate");
        var leaf = middle.leaf("EC", "127.0.0.1");
        try (var server = TlsServer.serving(leaf, image, socket -> {})) {
            fetch("https://127.0.0.1:" + server.port() + "/f", options(BOTH, List.of()));
        }
        assertFails("SW-N410 the certificate of 127.0.0.1 is signed by \"CN=Lab Intermediate\", which is not among the roots in lab-ca.pem",
                new Authority.Pair(leaf.key(), List.of(leaf.certificate())));
    }

    @Test
    void unknownCa() throws Exception {
        assertFails("SW-N410 the certificate of 127.0.0.1 is signed by \"CN=Other Root\", which is not among the roots in lab-ca.pem",
                OTHER.leaf("EC", "127.0.0.1"));
        assertFails(
                "SW-N410 the certificate of 127.0.0.1 is signed by \"CN=Lab Root\", but with another key than the root of that name in lab-ca.pem",
                Authority.root("CN=Lab Root").leaf("EC", "127.0.0.1"));
    }

    @Test
    void rootsOfTheRuntime() throws Exception {
        try (var server = TlsServer.serving(LAB.leaf("EC", "127.0.0.1"), image, socket -> {})) {
            assertFails(
                    "SW-N410 the certificate of 127.0.0.1 is signed by \"CN=Lab Root\", which is not among the roots in the Java runtime",
                    "https://127.0.0.1:" + server.port() + "/f",
                    new TlsOptions(Optional.empty(), Optional.empty(), Optional.empty(), BOTH, List.of(), Duration.ofSeconds(10)));
        }
    }

    @Test
    void dates() throws Exception {
        Instant now = Authority.NOW;
        assertEquals("renew the certificate, or correct the clock: this computer's, or in a test the test's", assertFails(
                "SW-N411 the certificate \"CN=server\" of 127.0.0.1 expired on 2026-02-28 12:00 UTC; it is now 2026-03-01 12:00 UTC",
                LAB.leaf("EC", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)), "127.0.0.1")));
        assertEquals("reissue the certificate, or correct the clock: this computer's, or in a test the test's", assertFails(
                "SW-N412 the certificate \"CN=server\" of 127.0.0.1 is not valid before 2026-03-02 12:00 UTC; it is now 2026-03-01 12:00 UTC",
                LAB.leaf("EC", now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)), "127.0.0.1")));
    }

    @Test
    void wrongName() throws Exception {
        assertFails("SW-N413 the certificate of 127.0.0.1 is not for this name, only for boot.lab, 10.0.2.2, ::1",
                LAB.leaf("EC", "boot.lab", "10.0.2.2", "::1"));
        assertFails(
                "SW-N413 the certificate of 127.0.0.1 is not for this name, it has no subject alternative names, only the subject \"CN=server\", which does not count",
                LAB.leaf("EC"));
    }

    /** RFC 6066 3: an Apache that does not know the name says so, and shows its usual certificate. */
    @Test
    void aWarningIsNoEnd() throws Exception {
        var pair = LAB.leaf("EC", "localhost");
        for (String version : BOTH) {
            sink.restart();
            try (var server = TlsServer.afterBytes(pair, image, new byte[]{21, 3, 3, 0, 2, 1, 112})) {
                fetch("https://localhost:" + server.port() + "/f", options(List.of(version), List.of()));
            }
            assertArrayEquals(image, sink.content());
        }
        try (var server = TlsServer.afterBytes(pair, image, new byte[]{21, 3, 3, 0, 2, 2, 112})) {
            assertFails("SW-N420 the server refused the handshake: unrecognized_name", "https://localhost:" + server.port() + "/f",
                    options(BOTH, List.of()));
        }
    }

    /** RFC 5246 7.4.4 has room for 64 KiB of names; the JDK stops at half of it unless it is told. */
    @Test
    void aLongListOfClientAuthoritiesIsTaken() throws Exception {
        String name = "CN=Regional Client CA of many,O=" + "x".repeat(60) + ",OU=" + "y".repeat(60);
        var many = java.util.stream.IntStream.range(0, 260)
                .mapToObj(i -> Authority.root("L=" + i + "," + name).certificate())
                .toArray(java.security.cert.X509Certificate[]::new);
        for (String version : BOTH) {
            sink.restart();
            try (var server = TlsServer.wanting(LAB.leaf("EC", "127.0.0.1"), many, image)) {
                fetch("https://127.0.0.1:" + server.port() + "/f", options(List.of(version), List.of()));
            }
            assertArrayEquals(image, sink.content());
        }
    }

    @Test
    void rejectedForOtherReasons() throws Exception {
        var e = assertThrows(org.opentest4j.AssertionFailedError.class,
                () -> assertFails("", new Authority.Pair(OTHER.leaf("EC", "127.0.0.1").key(), LAB.leaf("EC", "127.0.0.1").chain())));
        assertTrue(e.getActual().getStringRepresentation().startsWith("SW-N42"), e.getMessage());
    }

    @Test
    void versionsThatDoNotMeet() throws Exception {
        try (var server = TlsServer.serving(LAB.leaf("EC", "127.0.0.1"), image,
                socket -> socket.setEnabledProtocols(new String[]{"TLSv1.2"}))) {
            var e = assertThrows(FetchException.class,
                    () -> fetch("https://127.0.0.1:" + server.port() + "/f", options(List.of("TLSv1.3"), List.of())));
            assertEquals("SW-N420 the server refused the handshake: protocol_version", e.problem().code() + " " + e.problem().what());
            assertEquals("offered: TLSv1.3; check versions and ciphers in [transport.tls] and on the server", e.problem().hint());
            assertEquals("127.0.0.1:" + server.port(), e.problem().where());
        }
    }

    @Test
    void clientCertificate() throws Exception {
        // The server's own check goes by the computer's clock.
        var client = OTHER.leaf("RSA", Authority.NOW.minus(Duration.ofDays(300)), Authority.NOW.plus(Duration.ofDays(3000)), "client");
        Path certificate = Authority.write(folder.resolve("client.pem"), client.chain().toArray(java.security.cert.X509Certificate[]::new));
        Path key = Authority.write(folder.resolve("client.key"), client.key());
        for (String version : BOTH) {
            sink.restart();
            try (var server = TlsServer.serving(LAB.leaf("EC", "127.0.0.1"), OTHER.certificate(), image,
                    (SSLServerSocket socket) -> socket.setNeedClientAuth(true))) {
                String uri = "https://127.0.0.1:" + server.port() + "/f";
                fetch(uri, new TlsOptions(Optional.of(ca), Optional.of(certificate), Optional.of(key), List.of(version), List.of(),
                        Duration.ofSeconds(10)));
                assertArrayEquals(image, sink.content());
                var e = assertThrows(FetchException.class, () -> fetch(uri, options(List.of(version), List.of())));
                if (version.equals("TLSv1.3")) {
                    assertEquals("SW-N421 the server asks for a client certificate (certificate_required)",
                            e.problem().code() + " " + e.problem().what());
                } else {
                    assertEquals("SW-N420 the server refused the handshake: handshake_failure",
                            e.problem().code() + " " + e.problem().what());
                    assertEquals(
                            "offered: TLSv1.2; check versions and ciphers in [transport.tls] and on the server\nif the server wants a client certificate, set certificate and key",
                            e.problem().hint());
                }
            }
        }
    }

    @Test
    void noTls() throws Exception {
        try (var server = TlsServer.scripted(connection -> {
            connection.getInputStream().read();
            connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertFails("SW-N422 the server does not speak TLS on this port", "https://127.0.0.1:" + server.port() + "/f",
                    options(BOTH, List.of()));
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    void closedDuringTheHandshakeIsTriedAgain() throws Exception {
        try (var server = TlsServer.scripted(connection -> connection.getInputStream().readNBytes(20))) {
            assertFails("SW-N423 the server closed the connection during the handshake", "https://127.0.0.1:" + server.port() + "/f",
                    options(BOTH, List.of()));
            assertEquals(2, server.connections.get());
        }
    }

    @Test
    void silenceDuringTheHandshakeIsTriedAgain() throws Exception {
        try (var server = TlsServer.scripted(connection -> {
            while (connection.getInputStream().read() >= 0) {
                continue;
            }
        })) {
            assertFails("SW-N424 the handshake did not complete within 0.3 seconds", "https://127.0.0.1:" + server.port() + "/f",
                    new TlsOptions(Optional.of(ca), Optional.empty(), Optional.empty(), BOTH, List.of(), Duration.ofMillis(300)));
            assertEquals(2, server.connections.get());
        }
    }

    @Test
    void garbageInTheHandshake() throws Exception {
        var random = new Random(5);
        byte[] alert = {21, 3, 3, 0, 2, 2, 40};
        byte[] hello = {22, 3, 3, 0, 40, 2, 0, 0, 36};
        try (var server = TlsServer.scripted(connection -> {
            connection.getInputStream().read();
            byte[] garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            byte[] seed = random.nextBoolean() ? alert : hello;
            System.arraycopy(seed, 0, garbage, 0, Math.min(random.nextInt(seed.length + 1), garbage.length));
            connection.getOutputStream().write(garbage);
        })) {
            for (int i = 0; i < 60; i++) {
                var e = assertThrows(FetchException.class,
                        () -> fetch("https://127.0.0.1:" + server.port() + "/f", options(BOTH, List.of())));
                assertTrue(e.problem().code().startsWith("SW-N42") || e.problem().code().equals("SW-F345"), e::getMessage);
                assertTrue(tcp.allClosed());

            }
        }
    }

    private void assertUnusable(String problem, Path caFile) {
        var broken = new TlsTransport(tcp,
                new TlsOptions(Optional.of(caFile), Optional.empty(), Optional.empty(), BOTH, List.of(), Duration.ofSeconds(10)), CLOCK);
        assertEquals(problem, assertThrows(StrapworkException.class, broken::bootstrap).getMessage());
    }

    @Test
    void caFiles() throws Exception {
        assertUnusable("SW-N401 transport.tls.ca the file " + folder.resolve("none.pem") + " does not exist", folder.resolve("none.pem"));
        assertUnusable("SW-N401 transport.tls.ca the file " + folder + " can't be read: Is a directory", folder);
        assertUnusable("SW-N402 transport.tls.ca empty.pem holds no certificate in PEM form",
                Files.createFile(folder.resolve("empty.pem")));
        assertUnusable("SW-N402 transport.tls.ca ca.der holds no certificate in PEM form",
                Files.write(folder.resolve("ca.der"), LAB.certificate().getEncoded()));
        assertUnusable("SW-N402 transport.tls.ca key.pem holds no certificate in PEM form; it holds a PRIVATE KEY",
                Authority.write(folder.resolve("key.pem"), LAB.leaf("EC", "x").key()));
        assertUnusable("SW-N402 transport.tls.ca certificate 1 in bad.pem can't be read",
                Files.writeString(folder.resolve("bad.pem"), Authority.pem("CERTIFICATE", new byte[]{1, 2, 3})));
    }

    private void assertUnusable(String problem, Path certificate, Path key) {
        var broken = new TlsTransport(tcp,
                new TlsOptions(Optional.of(ca), Optional.of(certificate), Optional.of(key), BOTH, List.of(), Duration.ofSeconds(10)),
                CLOCK);
        assertEquals(problem, assertThrows(StrapworkException.class, broken::bootstrap).getMessage());
    }

    @Test
    void clientFiles() throws Exception {
        var pair = LAB.leaf("EC", "c");
        Path certificate = Authority.write(folder.resolve("c.pem"), pair.certificate());
        Path old = Files.writeString(folder.resolve("old.key"), Authority.pem("RSA PRIVATE KEY", new byte[]{1}));
        assertUnusable(
                "SW-N403 transport.tls.key old.key holds a key as \"RSA PRIVATE KEY\", not as \"PRIVATE KEY\" (PKCS#8, unencrypted)",
                certificate, old);
        assertUnusable("SW-N403 transport.tls.key c.pem holds no private key in PEM form", certificate, certificate);
        assertUnusable("SW-N403 transport.tls.key wrong.key is not the key of the certificate in c.pem", certificate,
                Authority.write(folder.resolve("wrong.key"), LAB.leaf("EC", "d").key()));
        assertUnusable("SW-N403 transport.tls.key the private key in bad.key can't be read", certificate,
                Files.writeString(folder.resolve("bad.key"), Authority.pem("PRIVATE KEY", new byte[]{1, 2, 3})));
        assertUnusable("SW-N402 transport.tls.certificate wrong.key holds no certificate in PEM form; it holds a PRIVATE KEY",
                folder.resolve("wrong.key"), folder.resolve("wrong.key"));
    }

    @Test
    void wrongOptions() {
        var none = Optional.<Path>empty();
        var e = assertThrows(StrapworkException.class, () -> options(List.of("SSLv3"), List.of()));
        assertEquals("SW-N404 transport.tls.versions unknown TLS version \"SSLv3\"", e.getMessage());
        e = assertThrows(StrapworkException.class,
                () -> new TlsOptions(none, Optional.of(folder), none, BOTH, List.of(), Duration.ofSeconds(1)));
        assertEquals("SW-N404 transport.tls.key a certificate is set but no key", e.getMessage());
        e = assertThrows(StrapworkException.class, () -> new TlsTransport(tcp, options(BOTH, List.of("TLS_NULL")), CLOCK).bootstrap());
        assertEquals("SW-N404 transport.tls.ciphers unknown cipher suite \"TLS_NULL\"", e.getMessage());
    }
}
