package org.example.nbd;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.SkippingClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** qemu-nbd and nbdkit (Debian: apt install qemu-utils nbdkit). */
@Tag("real")
@Timeout(600)
class NbdRealServerTests {
    /** Ways to serve a file. PORT and FILE are filled in. */
    enum Server {
        /** Structured replies, block sizes, several requests at once. */
        QEMU_NBD("qemu-nbd", "--bind=127.0.0.1", "--port=PORT", "--read-only", "--persistent", "--format=raw", "--export-name=kernel",
                "FILE"),
        /** A sparse file has holes, which come as chunks of their own. */
        NBDKIT("nbdkit", "--foreground", "--exit-with-parent", "--ipaddr=127.0.0.1", "--port=PORT", "--readonly", "file", "FILE"),
        /** Without structured replies. */
        NBDKIT_SIMPLE("nbdkit", "--foreground", "--exit-with-parent", "--ipaddr=127.0.0.1", "--port=PORT", "--readonly", "--no-sr", "file",
                "FILE"),
        /** Neither fixed newstyle nor without zeroes: the export can only be asked for by NBD_OPT_EXPORT_NAME. */
        NBDKIT_OLD("nbdkit", "--foreground", "--exit-with-parent", "--ipaddr=127.0.0.1", "--port=PORT", "--readonly", "--mask-handshake=0",
                "file", "FILE"),
        /** Reads take their time and are answered as they are done. */
        NBDKIT_SLOW("nbdkit", "--foreground", "--exit-with-parent", "--ipaddr=127.0.0.1", "--port=PORT", "--readonly", "--filter=delay",
                "file", "FILE",
                "rdelay=20ms"), NBDKIT_OLDSTYLE("nbdkit", "--foreground", "--exit-with-parent", "--ipaddr=127.0.0.1", "--port=PORT",
                        "--readonly", "--oldstyle", "file", "FILE");

        private final List<String> command;

        Server(String... command) {
            this.command = List.of(command);
        }

        Running start(Path file) throws IOException {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin", command.getFirst())), command.getFirst() + " is not installed");
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                port = free.getLocalPort();
            }
            var words = command.stream().map(word -> word.replace("PORT", Integer.toString(port)).replace("FILE", file.toString()))
                    .toList();
            var running = new Running(new ProcessBuilder(words).inheritIO().start(), port);
            running.await();
            return running;
        }
    }

    record Running(Process process, int port) implements AutoCloseable {
        void await() throws IOException {
            for (int i = 0; i < 500; i++) {
                try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                    return;
                } catch (IOException e) {
                    assertTrue(process.isAlive(), "the server has ended");
                    LockSupport.parkNanos(20_000_000);
                }
            }
            throw new IOException("the server does not listen");
        }

        String uri(String export) {
            return "nbd://127.0.0.1:" + port + "/" + export;
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @TempDir
    private Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("kernel"), content);
    }

    private static byte[] fetch(String uri) throws FetchException {
        try (HostSockets sockets = HostSockets.tcp()) {
            var sink = new MemorySink();
            new NbdProtocol(sockets, NbdProtocolTests.OPTIONS, new SkippingClock()).fetch(BootUri.parse(uri), sink);
            sockets.awaitAllClosed();
            assertEquals(List.of(), sockets.leftOver());
            return sink.content();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NBDKIT_OLDSTYLE")
    void fetchesAFile(Server how) throws Exception {
        byte[] content = NbdProtocolTests.content(1 << 20);
        try (Running server = how.start(file(content))) {
            assertArrayEquals(content, fetch(server.uri("kernel")));
        }
    }

    @Test
    void fetchesAFileThatIsNoMultipleOfABlock() throws Exception {
        byte[] content = NbdProtocolTests.content(100_001);
        try (Running server = Server.NBDKIT.start(file(content))) {
            assertArrayEquals(content, fetch(server.uri("")));
        }
    }

    @Test
    void tellsOfAnExportThatIsNotThere() throws Exception {
        try (Running server = Server.QEMU_NBD.start(file(new byte[4096]))) {
            var failed = assertThrows(FetchException.class, () -> fetch(server.uri("tape")));
            assertEquals("SW-F920", failed.problem().code(), failed.problem()::toString);
        }
    }

    @Test
    void tellsOfTheOldstyleHandshake() throws Exception {
        try (Running server = Server.NBDKIT_OLDSTYLE.start(file(new byte[4096]))) {
            var failed = assertThrows(FetchException.class, () -> fetch(server.uri("kernel")));
            assertEquals("SW-F917", failed.problem().code(), failed.problem()::toString);
        }
    }

    @Test
    @BootTest(value = "nbd.toml", realTime = true)
    void boots(BootSession boot) throws Exception {
        try (Running server = Server.QEMU_NBD.start(file(DemoKernel.bytes()))) {
            boot.with("fetch.kernel=nbd://10.0.2.2:" + server.port() + "/kernel");
            assertThat(boot.run()).handedOff().at(0x10000);
        }
    }
}
