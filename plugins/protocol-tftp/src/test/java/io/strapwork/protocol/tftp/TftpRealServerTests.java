package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** tftpd-hpa and dnsmasq, run in the foreground on a free port. */
@Tag("real")
@Timeout(600)
class TftpRealServerTests {
    @TempDir
    Path folder;
    private final HostSockets udp = HostSockets.udp();
    private final byte[] image = new byte[8_000_001];
    private Process server;
    private String host = "127.0.0.1";

    @BeforeEach
    void files() throws IOException {
        new Random(21).nextBytes(image);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve("boot"));
        Files.write(folder.resolve("boot/image"), image);
        Files.write(folder.resolve("exact"), new byte[1428 * 3]);
        Files.write(folder.resolve("empty"), new byte[0]);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            server.waitFor(5, TimeUnit.SECONDS);
        }
        udp.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return socket.getLocalPort();
        }
    }

    private void start(String program, List<String> arguments) throws IOException {
        Path path = Path.of("/usr/sbin", program);
        assumeTrue(Files.isExecutable(path), program + " is not installed");
        List<String> command = new java.util.ArrayList<>(List.of(path.toString()));
        command.addAll(arguments);
        server = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolveSibling("log-" + program).toFile())
                .start();
    }

    private MemorySink fetch(int port, String path, int block, int window) throws FetchException {
        var options = new TftpOptions(Optional.of(block), Optional.of(window), Duration.ofMillis(200), Duration.ofSeconds(10),
                Duration.ofMinutes(1), Duration.ZERO, false);
        var sink = new MemorySink();
        new TftpProtocol(udp, options, BootClock.system()).fetch(BootUri.parse("tftp://" + host + ":" + port + "/" + path), sink);
        return sink;
    }

    private void all(int port) throws FetchException {
        assertArrayEquals(image, fetch(port, "boot/image", 1428, 32).content());
        assertArrayEquals(image, fetch(port, "boot/image", 65464, 1).content());
        assertArrayEquals(image, fetch(port, "boot/image", 64, 1).content(), "with roll-over");
        assertEquals(1428 * 3, fetch(port, "exact", 1428, 2).received());
        assertEquals(0, fetch(port, "empty", 1428, 32).received());
        assertEquals("SW-F220", assertThrows(FetchException.class, () -> fetch(port, "none", 1428, 32)).problem().code());
    }

    @Test
    void tftpdHpa() throws Exception {
        int port = freePort();
        start("in.tftpd", List.of("-L", "-s", "-a", "127.0.0.1:" + port, "-u", "root", folder.toString()));
        all(port);
        assertArrayEquals(image, fetch(port, "%2Fboot/image", 1428, 32).content());
    }

    /** It serves port 69 only, so it gets a loopback address of its own. */
    @Test
    void dnsmasq() throws Exception {
        assumeTrue(ProcessHandle.current().info().user().filter("root"::equals).isPresent(), "port 69 needs root");
        host = "127.69." + new Random().nextInt(1, 255) + ".1";
        start("dnsmasq",
                List.of("--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=root", "--enable-tftp", "--tftp-root=" + folder,
                        "--listen-address=" + host,
                        "--bind-interfaces", "--pid-file="));
        all(69);
        assertArrayEquals(image, fetch(69, "%2Fboot/image", 1428, 32).content());
    }
}
