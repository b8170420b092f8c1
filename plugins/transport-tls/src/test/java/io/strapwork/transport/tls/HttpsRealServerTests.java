package io.strapwork.transport.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** nginx in the foreground: HTTP and HTTPS, redirects, passwords, and connections it limits. */
@Tag("real")
@Timeout(600)
class HttpsRealServerTests {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    @TempDir
    Path folder;
    private final HostSockets tcp = HostSockets.tcp();
    private final MemorySink sink = new MemorySink();
    private final byte[] image = new byte[40_000_001];
    private Process server;
    private int http;
    private int https;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
        new Random(9).nextBytes(image);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("image"), image);
        var now = Instant.now();
        var pair = Authority.root("CN=Lab Root");
        var leaf = pair.leaf("RSA", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)), "127.0.0.1");
        Authority.write(folder.resolve("ca.pem"), pair.certificate());
        Authority.write(folder.resolve("server.pem"), leaf.certificate());
        Authority.write(folder.resolve("server.key"), leaf.key());
        Files.writeString(folder.resolve("users"), "boot:{PLAIN}secret\n");
        http = freePort();
        https = freePort();
        String config = """
                daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http { access_log off; client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3; uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                  server { listen 127.0.0.1:%2$d; listen 127.0.0.1:%3$d ssl; root %1$s/root; ssl_certificate %1$s/server.pem; ssl_certificate_key %1$s/server.key;
                    location /there { return 302 https://127.0.0.1:%3$d/image; }
                    location /back { return 301 http://127.0.0.1:%2$d/image; }
                    location /private { auth_basic "lab"; auth_basic_user_file %1$s/users; alias %1$s/root; } } }
                """
                .formatted(folder, http, https);
        Path file = Files.writeString(folder.resolve("nginx.conf"), config);
        server = new ProcessBuilder(NGINX.toString(), "-e", folder + "/start.log", "-c", file.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile()).start();
        while (server.isAlive() && !answers()) {
            Thread.onSpinWait();
        }
        assertEquals(true, server.isAlive(), () -> log());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("out.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), https)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.destroy();
            server.waitFor(5, TimeUnit.SECONDS);
        }
        tcp.close();
    }

    private void fetch(String uri) throws FetchException {
        var limit = Duration.ofSeconds(20);
        var http = new HttpOptions(limit, limit, limit, 2, 2, Duration.ofMillis(1), limit, 2, new ByteSize(8192), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
        var tls = new TlsOptions(Optional.of(folder.resolve("ca.pem")), Optional.empty(), Optional.empty(), List.of(), List.of(), limit);
        sink.restart();
        new HttpProtocol(tcp, new TlsTransport(tcp, tls, BootClock.system()), http, BootClock.system(), new Random(1),
                new ProfileOrigins(java.util.List.of()))
                .fetch(BootUri.parse(uri), sink);
        assertArrayEquals(image, sink.content());
    }

    private String failure(String uri) {
        return assertThrows(FetchException.class, () -> fetch(uri)).problem().code();
    }

    @Test
    void nginx() throws Exception {
        fetch("http://127.0.0.1:" + http + "/image");
        fetch("https://127.0.0.1:" + https + "/image");
        fetch("http://127.0.0.1:" + http + "/there");
        fetch("http://boot:secret@127.0.0.1:" + http + "/private/image");
        assertEquals("SW-F333", failure("https://127.0.0.1:" + https + "/back"));
        assertEquals("SW-F320", failure("https://127.0.0.1:" + https + "/none"));
        assertEquals("SW-F321", failure("http://127.0.0.1:" + http + "/private/image"));
        assertEquals("SW-F321", failure("http://boot:wrong@127.0.0.1:" + http + "/private/image"));
        assertEquals("SW-N422", failure("https://127.0.0.1:" + http + "/image"));
        assertEquals("SW-F324", failure("http://127.0.0.1:" + https + "/image"));
        assertEquals("SW-N413", failure("https://localhost:" + https + "/image"));
    }
}
