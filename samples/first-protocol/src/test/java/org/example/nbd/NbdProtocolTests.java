package org.example.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.SkippingClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.example.nbd.FakeNbd.Manner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class NbdProtocolTests {
    static final NbdOptions OPTIONS = new NbdOptions(Duration.ofSeconds(1), Duration.ofMinutes(1), 2, Duration.ofSeconds(1),
            new ByteSize(16 << 10), 4);
    private final HostSockets sockets = HostSockets.tcp();
    private final SkippingClock clock = new SkippingClock();
    private final Manner manner = new Manner();

    /** With zeros in the middle. */
    static byte[] content(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Arrays.fill(content, bytes / 4, bytes / 2, (byte) 0);
        return content;
    }

    @AfterEach
    void nothingIsLeftOver() {
        assertEquals(List.of(), sockets.leftOver());
        sockets.close();
    }

    private MemorySink fetch(FakeNbd server) throws FetchException {
        var sink = new MemorySink();
        new NbdProtocol(sockets, OPTIONS, clock).fetch(server.uri(), sink);
        sink.seal();
        assertEquals(List.of(), server.wrong());
        return sink;
    }

    private void fetches(int bytes) throws Exception {
        try (var server = new FakeNbd(content(bytes), manner)) {
            MemorySink sink = fetch(server);
            assertArrayEquals(content(bytes), sink.content());
            assertEquals(bytes, sink.expected());
            sockets.awaitAllClosed();
        }
    }

    private Problem fails(int bytes) throws Exception {
        try (var server = new FakeNbd(content(bytes), manner)) {
            Problem problem = assertThrows(FetchException.class, () -> fetch(server)).problem();
            return new Problem(problem.code(), problem.blame(), problem.where(), problem.what().replace(":" + server.port(), ""),
                    problem.hint());
        }
    }

    @Test
    void agreesOnAllThatTheServerHas() throws Exception {
        try (var server = new FakeNbd(content(100_000), manner)) {
            fetch(server);
            assertEquals(List.of("structured", "go disk"), server.heard().subList(0, 2));
        }
    }

    @Test
    void saysGoodbye() throws Exception {
        try (var server = new FakeNbd(content(100_000), manner)) {
            fetch(server);
            while (server.heard().size() < 3) {
                Thread.onSpinWait();
            }
            assertEquals("disconnect", server.heard().getLast());
        }
    }

    @Test
    void wholeAnswers() throws Exception {
        manner.whole = true;
        manner.pieces = true;
        fetches(100_000);
    }

    @Test
    void answersInPiecesLastFirstWithHoles() throws Exception {
        manner.pieces = true;
        fetches(100_001);
    }

    @Test
    void answersInReverseOrder() throws Exception {
        manner.reverse = true;
        fetches(200_000);
    }

    @Test
    void simpleAnswersInReverseOrder() throws Exception {
        manner.reverse = true;
        manner.structured = false;
        fetches(200_000);
    }

    @Test
    void fallsBackToTheExportsName() throws Exception {
        manner.go = false;
        fetches(50_000);
    }

    @Test
    void fallsBackToTheExportsNameWithZeroes() throws Exception {
        manner.go = false;
        manner.noZeroes = false;
        manner.structured = false;
        fetches(50_000);
    }

    @Test
    void serversThatAreNotFixed() throws Exception {
        manner.fixed = false;
        manner.structured = false;
        fetches(50_000);
    }

    @Test
    void keepsToBlockSizes() throws Exception {
        manner.minimum = 512;
        manner.preferred = 4096;
        manner.maximum = 5000;
        fetches(512 * 100);
    }

    @Test
    void keepsToLargeBlocks() throws Exception {
        manner.minimum = 1 << 16;
        manner.preferred = 1 << 16;
        manner.maximum = 0xffff_ffffL;
        fetches(3 << 16);
    }

    @Test
    void connectsAgainAndGoesOn() throws Exception {
        manner.requestsPerConnection = 5;
        try (var server = new FakeNbd(content(300_000), manner)) {
            MemorySink sink = fetch(server);
            assertArrayEquals(content(300_000), sink.content());
            assertEquals(0, sink.restarts());
            assertTrue(server.connections() > 3, () -> server.connections() + " connections");
            assertEquals(Duration.ofSeconds(1), clock.pauses().getFirst());
        }
    }

    @Test
    void tellsAllAttempts() throws Exception {
        manner.gone = 0;
        try (var server = new FakeNbd(content(1000), manner)) {
            var failed = assertThrows(FetchException.class, () -> fetch(server));
            assertEquals(List.of("127.0.0.1:" + server.port() + " closed the connection after 0 bytes"), failed.attempts());
            assertEquals("SW-F915", failed.problem().code());
        }
    }

    @Test
    void tellsOfAnExportThatIsNotThere() throws Exception {
        manner.goError = 6;
        Problem problem = fails(1000);
        assertEquals("SW-F920", problem.code());
        assertEquals("127.0.0.1 has no export \"disk\": no.such thing", problem.what());
    }

    @Test
    void tellsOfAnExportThatAnOldServerHasNot() throws Exception {
        manner.go = false;
        try (var server = new FakeNbd(content(1000), manner)) {
            var from = BootUri.parse("nbd://127.0.0.1:" + server.port() + "/tape");
            var failed = assertThrows(FetchException.class, () -> new NbdProtocol(sockets, OPTIONS, clock).fetch(from, new MemorySink()));
            assertEquals("SW-F920", failed.problem().code());
            assertEquals("127.0.0.1:" + server.port() + " closed the connection when it was asked for the export \"tape\"",
                    failed.problem().what());
        }
    }

    @Test
    void tellsOfTls() throws Exception {
        manner.goError = 5;
        assertEquals("127.0.0.1 asks for TLS: no.such thing", fails(1000).what());
    }

    @Test
    void tellsOfPolicy() throws Exception {
        manner.goError = 2;
        assertEquals("127.0.0.1 does not give out the export \"disk\" here: no.such thing", fails(1000).what());
    }

    @Test
    void tellsOfReadErrors() throws Exception {
        manner.readError = 5;
        Problem problem = fails(1000);
        assertEquals("SW-F923", problem.code());
        assertEquals("byte 0 of the export can't be read: input/output error (EIO): bad.sector", problem.what());
    }

    @Test
    void tellsOfReadErrorsOfSimpleAnswers() throws Exception {
        manner.readError = 1;
        manner.structured = false;
        assertEquals("byte 0 of the export can't be read: not permitted (EPERM)", fails(1000).what());
    }

    @Test
    void triesAgainWhenTheServerShutsDown() throws Exception {
        manner.readError = 108;
        Problem problem = fails(1000);
        assertEquals("byte 0 of the export can't be read: the server is shutting down (ESHUTDOWN): bad.sector", problem.what());
        assertEquals(1, clock.pauses().size());
    }

    @Test
    void tellsOfABlockSizeThatDoesNotFit() throws Exception {
        manner.minimum = 512;
        manner.preferred = 512;
        manner.maximum = 1 << 20;
        Problem problem = fails(1000);
        assertEquals("SW-F924", problem.code());
        assertEquals("the export has 1000 bytes, which its block size of 512 does not divide", problem.what());
    }

    @Test
    void tellsOfImpossibleBlockSizes() throws Exception {
        manner.minimum = 3;
        manner.preferred = 512;
        manner.maximum = 1 << 20;
        assertEquals("127.0.0.1 does not keep to the NBD protocol: impossible block sizes 3, 512, 1048576", fails(1000).what());
    }

    @Test
    void tellsOfNamesThatAreTooLong() {
        var from = BootUri.parse("nbd://10.0.2.2/" + "x".repeat(4097));
        var failed = assertThrows(FetchException.class, () -> new NbdProtocol(sockets, OPTIONS, clock).fetch(from, new MemorySink()));
        assertEquals("SW-F911", failed.problem().code());
        assertEquals("the export's name is longer than 4096 bytes", failed.problem().what());
    }

    @Test
    void tellsOfWrongOptions() {
        var wrong = assertThrows(StrapworkException.class,
                () -> new NbdOptions(Duration.ofSeconds(1), Duration.ofMinutes(1), 2, Duration.ofSeconds(1), new ByteSize(1 << 20), 64));
        assertEquals("requests must be at most 16 with such request-bytes", wrong.problems().getFirst().what());
    }
}
