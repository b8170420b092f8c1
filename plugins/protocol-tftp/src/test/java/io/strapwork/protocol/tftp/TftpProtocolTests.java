package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.time.BootClock;
import io.strapwork.protocol.tftp.ScriptedServer.Script;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TftpProtocolTests {
    private final HostSockets udp = HostSockets.udp();
    private final MemorySink sink = new MemorySink();

    @AfterEach
    void nothingIsLeft() {
        udp.awaitAllClosed();
        udp.close();
    }

    private static TftpOptions options(int block, int window, Duration patience) {
        return new TftpOptions(Optional.of(block), Optional.of(window), Duration.ofMillis(200), patience, Duration.ofMinutes(1),
                Duration.ofMillis(100), false);
    }

    private void fetch(String uri, TftpOptions options, MemorySink into) throws FetchException {
        new TftpProtocol(udp, options, BootClock.system()).fetch(BootUri.parse(uri), into);
    }

    private FetchException fails(String uri, TftpOptions options, MemorySink into) {
        var e = assertThrows(FetchException.class, () -> fetch(uri, options, into));
        assertTrue(udp.allClosed(), "the channel must be closed when fetch fails");
        return e;
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(7).nextBytes(content);
        return content;
    }

    /** A right server in a few lines; loses packets of its own and of the client as the random says. */
    static Script honest(byte[] content, Random random, double loss) {
        return (request, side) -> {
            int block = Integer.parseInt(request.options().getOrDefault("blksize", "512"));
            int window = Integer.parseInt(request.options().getOrDefault("windowsize", "1"));
            side.socket.setSoTimeout(50);
            int last = content.length / block + 1;
            int acked = -1;
            int silent = 0;
            if (request.options().isEmpty()) {
                acked = 0;
            }
            while (acked < last && silent < 100) {
                if (acked < 0) {
                    side.options(request.options().entrySet().stream()
                            .flatMap(o -> Stream.of(o.getKey(), o.getKey().equals("tsize") ? "" + content.length : o.getValue()))
                            .toArray(String[]::new));
                }
                for (int b = acked + 1; acked >= 0 && b <= Math.min(last, acked + window); b++) {
                    byte[] payload = Arrays.copyOfRange(content, (b - 1) * block, Math.min(content.length, b * block));
                    int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < loss ? 2 : 1;
                    for (int i = 0; i < copies; i++) {
                        side.data(b & 0xffff, payload);
                    }
                }
                try {
                    int ack = side.ack();
                    if (random.nextDouble() >= loss) {
                        int ahead = ack - Math.max(acked, 0) & 0xffff;
                        acked = Math.max(acked, 0) + (ahead <= window ? ahead : 0);
                        silent = 0;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    silent++;
                }
            }
        };
    }

    @Test
    void fetchesWithOptions() throws Exception {
        byte[] content = random(1_000_000);
        try (var server = new ScriptedServer(honest(content, new Random(1), 0))) {
            fetch(server.uri("boot/vmlinux%20x;mode=octet"), options(1428, 16, Duration.ofSeconds(5)), sink);
            var request = server.requests().getFirst();
            assertEquals("boot/vmlinux x", request.file());
            assertEquals("octet", request.mode());
            assertEquals(List.of("tsize", "blksize", "timeout", "utimeout", "windowsize"), List.copyOf(request.options().keySet()));
        }
        assertArrayEquals(content, sink.content());
        assertEquals(content.length, sink.expected());
    }

    @Test
    void fetchesThroughLossAndDuplicates() throws Exception {
        byte[] content = random(200_000);
        for (int window : new int[]{1, 8}) {
            sink.restart();
            try (var server = new ScriptedServer(honest(content, new Random(2), 0.05))) {
                fetch(server.uri("f"), options(1428, window, Duration.ofSeconds(10)), sink);
            }
            assertArrayEquals(content, sink.content());
        }
    }

    @Test
    void rollsOver() throws Exception {
        byte[] content = random(8 * 65536 * 2 + 100);
        try (var server = new ScriptedServer(honest(content, new Random(3), 0))) {
            fetch(server.uri("f"), options(8, 64, Duration.ofSeconds(10)), sink);
        }
        assertArrayEquals(content, sink.content());
    }

    @Test
    void zeroLengthFile() throws Exception {
        try (var server = new ScriptedServer(honest(new byte[0], new Random(4), 0))) {
            fetch(server.uri("f"), options(1428, 16, Duration.ofSeconds(5)), sink);
        }
        assertEquals(0, sink.received());
        assertEquals(-1, sink.expected(), "tsize=0 is not a size");
    }

    @Test
    void stepsDownToPlainRequest() throws Exception {
        byte[] content = random(1024);
        Script refuse = (request, side) -> side.error(8, "no\noptions");
        try (var server = new ScriptedServer(refuse, refuse, honest(content, new Random(5), 0))) {
            fetch(server.uri("f"), options(1428, 16, Duration.ofSeconds(5)), sink);
            assertEquals(List.of(5, 3, 0), server.requests().stream().map(r -> r.options().size()).toList());
        }
        assertArrayEquals(content, sink.content());
    }

    @Test
    void failureAfterRefusedOptionsListsTheAttempts() throws Exception {
        Script refuse = (request, side) -> side.error(8, "no options");
        try (var server = new ScriptedServer(refuse, refuse, (request, side) -> side.error(1, "gone"))) {
            var e = fails(server.uri("f"), options(1428, 16, Duration.ofSeconds(5)), sink);
            assertEquals("SW-F220", e.problem().code());
            assertEquals(List.of("with options tsize, blksize, timeout, utimeout, windowsize: error 8 (no options)",
                    "with options tsize, blksize, timeout: error 8 (no options)"), e.attempts());
        }
    }

    @Test
    void errorTextIsBoundedAndCleaned() throws Exception {
        try (var server = new ScriptedServer((request, side) -> side.error(0, "\u001b[2Jbad\r\n\u202ething" + "x".repeat(500)))) {
            var e = fails(server.uri("f"), options(1428, 16, Duration.ofSeconds(5)), sink);
            assertEquals("TFTP server 127.0.0.1 refused with error 0, not defined: \"[2Jbad thing" + "x".repeat(160 - 12) + "…\"",
                    e.problem().what());
        }
    }

    @Test
    void tooLargeIsToldToBothSides() throws Exception {
        try (var server = new ScriptedServer((request, side) -> {
            side.options("tsize", "5000");
            assertEquals("3 too large", side.expectError());
        })) {
            var e = fails(server.uri("f"), options(1428, 16, Duration.ofSeconds(5)), new MemorySink(4999));
            assertEquals("SW-F233", e.problem().code());
            assertEquals("the file has 5000 bytes; the limit is 4999", e.problem().what());
            server.requests();
        }
    }

    @Test
    void tooLargeWithoutAnnouncement() throws Exception {
        try (var server = new ScriptedServer((request, side) -> {
            side.data(1, new byte[512]);
            assertEquals("3 too large", side.expectError());
        })) {
            assertEquals("SW-F233", fails(server.uri("f"), options(1428, 16, Duration.ofSeconds(5)), new MemorySink(100)).problem().code());
            server.requests();
        }
    }

    @Test
    void lastBlockRepeatedIsAcknowledgedAgainAfterFetchReturned() throws Exception {
        var returned = new CountDownLatch(1);
        try (var server = new ScriptedServer((request, side) -> {
            side.data(1, new byte[3]);
            side.expectAck(1);
            try {
                returned.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            side.data(1, new byte[3]);
            side.expectAck(1);
        })) {
            var patient = new TftpOptions(Optional.of(1428), Optional.of(1), Duration.ofMillis(200), Duration.ofSeconds(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(3), false);
            fetch(server.uri("f"), patient, sink);
            returned.countDown();
            server.requests();
        }
        assertEquals(3, sink.received());
    }

    @Test
    void silenceEndsWithinPatience() throws Exception {
        try (var server = new ScriptedServer()) {
            var e = fails(server.uri("f"), options(1428, 16, Duration.ofMillis(500)), sink);
            assertEquals("SW-F210", e.problem().code());
            assertEquals("TFTP server 127.0.0.1 did not answer within 500ms", e.problem().what());
            assertEquals(server.uri("f"), e.problem().where());
        }
    }

    @Test
    void namesAreResolved() throws Exception {
        byte[] content = random(100);
        try (var server = new ScriptedServer(honest(content, new Random(5), 0))) {
            fetch("tftp://localhost:" + server.port() + "/f", options(1428, 16, Duration.ofSeconds(5)), sink);
        }
        assertArrayEquals(content, sink.content());
        udp.awaitAllClosed();
        var e = fails("tftp://no-such-host.invalid/f", options(1428, 16, Duration.ofSeconds(5)), sink);
        assertEquals("SW-F203", e.problem().code());
        assertTrue(e.problem().what().startsWith("the name no-such-host.invalid has no address"), e.problem().what());
    }

    @Test
    void interruptClosesTheChannelAndKeepsTheFlag() throws Exception {
        Thread boot = Thread.currentThread();
        try (var server = new ScriptedServer((request, side) -> {
            side.options("tsize", "5000");
            side.expectAck(0);
            boot.interrupt();
        })) {
            var e = fails(server.uri("f"), options(1428, 16, Duration.ofSeconds(20)), sink);
            assertTrue(Thread.interrupted());
            assertEquals("SW-F205 " + server.uri("f") + " the fetch was interrupted", e.getMessage());
        }
    }

    @Test
    void loopThatEndsEndsTheFetch() throws Exception {
        try (var server = new ScriptedServer((request, side) -> {
            side.options("tsize", "5000");
            side.expectAck(0);
            udp.close();
        })) {
            assertEquals("SW-F206", fails(server.uri("f"), options(1428, 16, Duration.ofSeconds(20)), sink).problem().code());
        }
    }

    @Test
    void addressesThatCannotBeAsked() {
        String[][] wrong = {{"tftp://h/", "the address names no file"}, {"tftp://h/a?b", "a TFTP address can't have a query"},
            {"tftp://h/a%00b", "a TFTP file name can't contain a NUL character"},
            {"tftp://h/a;mode=netascii", "only mode=octet can carry an image, not \"mode=netascii\""},
            {"tftp://h/" + "x".repeat(401), "the file name has 401 bytes; a TFTP request has room for 400"}};
        for (String[] row : wrong) {
            var e = fails(row[0], options(1428, 16, Duration.ofSeconds(1)), sink);
            assertEquals("SW-F201 " + row[1], e.problem().code() + " " + e.problem().what());
        }
    }

    @Test
    void leadingSlashIsWrittenEncoded() throws Exception {
        assertEquals("/srv/x", TftpRequest.fileOf(BootUri.parse("tftp://h/%2Fsrv/x")));
        assertEquals("/srv/x", TftpRequest.fileOf(BootUri.parse("tftp://h//srv/x")));
        assertEquals("srv/x", TftpRequest.fileOf(BootUri.parse("tftp://h/srv/x")));
        assertEquals("x;mode=y", TftpRequest.fileOf(BootUri.ofFile("tftp", "h", "x;mode=y")));
        assertEquals("\\srv\\x y;mode=y", TftpRequest.fileOf(BootUri.parse("tftp://h/%5Csrv%5Cx y%3Bmode=y;mode=octet")));
    }
}
