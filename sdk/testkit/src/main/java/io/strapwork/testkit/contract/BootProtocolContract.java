package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConcurrentProtocol;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.fake.ClosedPort;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.MuteServer;
import io.strapwork.testkit.fake.SkippingClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link BootProtocol} does, shown against servers on the loopback. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class BootProtocolContract {
    private static final String DISTURBED = "fetches at once disturbed each other; a protocol that can't do several at once is no ConcurrentProtocol";
    private static final String SECRET = "geheim-4711";
    private final List<HostSockets> sockets = new ArrayList<>();

    /** A server that a plugin's test runs. */
    public interface Served extends AutoCloseable {
        BootUri uri();

        /**
         * What clients did that no right client does, in words, such as to leave without the protocol's farewell. Asked when all of them have returned; waits until the server
         * has heard all that they said.
         */
        default List<String> complaints() throws Exception {
            return List.of();
        }
    }

    /** What the protocol runs over. */
    protected enum Over {
        TCP, UDP
    }

    protected abstract Over over();

    /** Whether it stays silent until the server has greeted it, as clients of NBD, SMTP or SSH do; over TCP. */
    protected boolean serverSpeaksFirst() {
        return false;
    }

    /** The first part of its URIs. */
    protected abstract String scheme();

    /** A new protocol that gives up on a silent server within five seconds. */
    protected abstract BootProtocol protocol(Transport transport, BootClock clock);

    /** A right server on the loopback that has these bytes, for any number of fetches at once. */
    protected abstract Served serve(byte[] content) throws Exception;

    /** A server that gives about half of these bytes to each fetch, and then is gone without a word. */
    protected abstract Served serveHalf(byte[] content) throws Exception;

    @BeforeEach
    void notInterrupted() {
        assertFalse(Thread.interrupted());
    }

    @AfterEach
    void nothingIsLeftOver() {
        boolean interrupted = Thread.interrupted();
        try {
            var left = new ArrayList<String>();
            for (HostSockets each : sockets) {
                each.settle();
                left.addAll(each.leftOver());
            }
            for (HostSockets each : sockets) {
                each.waits().check("in this test, for a pause, a lock or a future"); // as long as its thread is there
            }
            assertEquals(List.of(), left, "fetch leaves something behind");
        } finally {
            sockets.forEach(HostSockets::close);
            sockets.clear();
        }
        assertFalse(interrupted, "the boot's thread is left interrupted");
    }

    private HostSockets transport() {
        HostSockets made = over() == Over.TCP ? HostSockets.tcp() : HostSockets.udp();
        sockets.add(made);
        return made;
    }

    private MuteServer mute() throws Exception {
        return serverSpeaksFirst() ? MuteServer.greeting(new byte[0]) : new MuteServer(over() == Over.TCP);
    }

    private MuteServer saying(byte[] words) throws Exception {
        return serverSpeaksFirst() ? MuteServer.greeting(words) : MuteServer.saying(over() == Over.TCP, words);
    }

    private static byte[] content(int bytes, long seed) {
        var content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    private BootUri uri(String user, int port) {
        return BootUri.parse(scheme() + "://" + user + "127.0.0.1:" + port + "/file");
    }

    private void fetch(BootProtocol protocol, HostSockets transport, BootUri uri, MemorySink sink) throws FetchException {
        try {
            protocol.fetch(uri, sink);
            transport.awaitAllClosed();
        } finally {
            sink.seal();
        }
        transport.settle();
        assertEquals(0, sink.late(), "the sink was used after fetch had returned");
    }

    private FetchException fails(BootUri uri, MemorySink sink) {
        HostSockets transport = transport();
        BootProtocol protocol = protocol(transport, new SkippingClock());
        FetchException failed = refused(() -> fetch(protocol, transport, uri, sink));
        assertEquals(List.of(), transport.leftOver(), "a failing fetch must leave nothing behind");
        assertEquals(0, sink.late(), "the sink was used after fetch had returned");
        tellsWell(failed);
        return failed;
    }

    /** A piece of a fetch. */
    @FunctionalInterface
    private interface Fetch {
        void run() throws FetchException;
    }

    private static FetchException refused(Fetch fetch) {
        try {
            fetch.run();
        } catch (FetchException e) {
            return e;
        } catch (RuntimeException e) {
            throw new AssertionError((e instanceof IndexOutOfBoundsException ? "reads past a length: " : "")
                    + "fetch may throw only FetchException, but it threw: " + e, e);
        }
        throw new AssertionError("fetch should have thrown FetchException: half a file is not a file");
    }

    private static void tellsWell(FetchException failed) {
        Problem problem = failed.problem();
        assertTrue(problem.code().matches("SW-[F][0-9]{3}"), "codes of the fetch room begin with SW-F: " + problem.code());
        assertFalse(problem.what().isBlank() || problem.what().endsWith("."),
                "the message must be one sentence without a full stop: " + problem.what());
        assertFalse(problem.where().isBlank(), "a problem must say where: " + problem);
        String told = problem + " " + failed.getMessage() + " " + failed.attempts();
        assertTrue(told.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\t'),
                "text from a server is copied unfiltered into messages: " + told);
        assertFalse(told.contains(SECRET), "the password is in the message: " + told);
    }

    @Test
    void fetchesFilesOfAllSizes() throws Exception {
        for (int bytes : new int[]{0, 1, 511, 512, 513, 1428, 65_536, 300_001}) {
            byte[] content = content(bytes, bytes);
            try (Served server = serve(content)) {
                HostSockets transport = transport();
                var sink = new MemorySink();
                fetch(protocol(transport, new SkippingClock()), transport, server.uri(), sink);
                assertArrayEquals(content, sink.content(), bytes + " bytes were served");
                assertTrue(sink.expected() == -1 || sink.expected() == bytes,
                        "the sink was told to expect " + sink.expected() + " bytes of " + bytes);
                assertEquals(List.of(), server.complaints(), "the server reports a protocol error in a fetch of " + bytes + " bytes");
            }
        }
    }

    @Test
    void fetchesAgain() throws Exception {
        HostSockets transport = transport();
        BootProtocol protocol = protocol(transport, new SkippingClock());
        for (int seed = 1; seed <= 3; seed++) {
            byte[] content = content(10_000 * seed, seed);
            try (Served server = serve(content)) {
                var sink = new MemorySink();
                fetch(protocol, transport, server.uri(), sink);
                assertArrayEquals(content, sink.content(), "fetch number " + seed + " of the same plugin");
                assertEquals(List.of(), server.complaints(), "the server reports a protocol error in fetch number " + seed);
            }
        }
    }

    @Test
    void twoBootsAtOnce() throws Exception {
        byte[] one = content(200_000, 1);
        byte[] other = content(150_000, 2);
        try (Served first = serve(one); Served second = serve(other)) {
            var underWay = new CountDownLatch(2);
            CompletableFuture<byte[]> left = beside(() -> fetched(first.uri(), underWay));
            CompletableFuture<byte[]> right = beside(() -> fetched(second.uri(), underWay));
            assertArrayEquals(one, left.get(60, TimeUnit.SECONDS), "concurrent boots disturbed each other");
            assertArrayEquals(other, right.get(60, TimeUnit.SECONDS), "concurrent boots disturbed each other");
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("concurrent boots disturbed each other: " + e.getCause(), e);
        }
    }

    /** Of one boot, as a {@link ConcurrentProtocol} says that it can. Neither opens a channel before both are under way. */
    @Test
    void twoFetchesAtOnce() throws Exception {
        byte[] one = content(200_000, 7);
        byte[] other = content(150_000, 8);
        HostSockets transport = transport();
        var underWay = new CountDownLatch(2);
        BootProtocol protocol = concurrent(protocol(meeting(transport, underWay), new SkippingClock()));
        try (Served first = serve(one); Served second = serve(other)) {
            CompletableFuture<byte[]> left = beside(() -> fetched(protocol, first.uri()));
            CompletableFuture<byte[]> right = beside(() -> fetched(protocol, second.uri()));
            assertArrayEquals(one, left.get(60, TimeUnit.SECONDS), DISTURBED);
            assertArrayEquals(other, right.get(60, TimeUnit.SECONDS), DISTURBED);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(DISTURBED + ": " + e.getCause(), e);
        }
        transport.awaitAllClosed();
    }

    /** Of one boot: the other goes on to its end. */
    @Test
    void anInterruptedFetchEndsAlone() throws Exception {
        byte[] content = content(200_000, 9);
        HostSockets transport = transport();
        BootProtocol protocol = concurrent(protocol(transport, new SkippingClock()));
        try (var mute = mute(); Served server = serve(content)) {
            var ended = new CompletableFuture<Boolean>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    assertThrows(FetchException.class, () -> protocol.fetch(uri("", mute.port()), new MemorySink()));
                    ended.complete(Thread.interrupted());
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            });
            mute.awaitQuestion();
            try {
                assertArrayEquals(content, fetched(protocol, server.uri()), DISTURBED);
            } catch (FetchException e) {
                throw new AssertionError(DISTURBED + ": " + e.problem(), e);
            }
            transport.settle();
            assertNotEquals(List.of(), transport.leftOver(), DISTURBED + ": the one that waits has lost its channel");
            waiting.interrupt();
            assertTrue(ended.get(60, TimeUnit.SECONDS), "swallows an interrupt: set it again before you throw");
            transport.awaitAllClosed();
        }
    }

    private static BootProtocol concurrent(BootProtocol protocol) {
        assumeTrue(protocol instanceof ConcurrentProtocol, "it is no ConcurrentProtocol: there is nothing to test");
        return protocol;
    }

    private static byte[] fetched(BootProtocol protocol, BootUri uri) throws FetchException {
        var sink = new MemorySink();
        try {
            protocol.fetch(uri, sink);
        } finally {
            sink.seal();
        }
        return sink.content();
    }

    /** Neither fetch opens a channel before both are under way: what they share is seen each time, not only when the computer lets them overlap. */
    private byte[] fetched(BootUri uri, CountDownLatch underWay) throws FetchException {
        HostSockets transport;
        synchronized (sockets) {
            transport = transport();
        }
        var sink = new MemorySink();
        fetch(protocol(meeting(transport, underWay), new SkippingClock()), transport, uri, sink);
        return sink.content();
    }

    private static Transport meeting(Transport transport, CountDownLatch underWay) {
        return () -> {
            underWay.countDown();
            try {
                underWay.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return transport.bootstrap();
        };
    }

    private static <T> CompletableFuture<T> beside(Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void endsWhenTheSinkRefuses() throws Exception {
        byte[] content = content(300_000, 3);
        try (Served server = serve(content)) {
            var sink = new MemorySink(content.length - 1);
            fails(server.uri(), sink);
            assertTrue(sink.content().length < content.length);
        }
    }

    @Test
    void endsWhenTheSinkRefusesInTheMiddle() throws Exception {
        try (Served server = serve(content(300_000, 4))) {
            fails(server.uri(), new MemorySink(100_000) {
                @Override
                public synchronized void expect(long bytes) {}
            });
        }
    }

    @Test
    void tellsOfAServerThatIsNotThere() throws Exception {
        try (ClosedPort closed = over() == Over.TCP ? ClosedPort.tcp() : ClosedPort.udp()) {
            fails(uri("", closed.port()), new MemorySink());
        }
    }

    @Test
    void givesUpOnASilentServer() throws Exception {
        try (var mute = mute()) {
            fails(uri("", mute.port()), new MemorySink());
        }
    }

    @Test
    void givesUpOnAServerThatIsGoneHalfWay() throws Exception {
        byte[] content = content(300_000, 5);
        try (Served server = serveHalf(content)) {
            fails(server.uri(), new MemorySink());
        }
    }

    @Test
    void survivesNoise() throws Exception {
        for (int seed = 1; seed <= 8; seed++) {
            byte[] noise = content(seed < 4 ? seed : new Random(seed).nextInt(1, 1200), seed);
            try (var mute = saying(noise)) {
                fails(uri("", mute.port()), new MemorySink());
            }
        }
    }

    @Test
    void keepsPasswordsToItself() throws Exception {
        try (var mute = saying(content(64, 6))) {
            fails(uri("user:" + SECRET + "@", mute.port()), new MemorySink());
        }
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        try (var mute = mute()) {
            Thread boot = Thread.currentThread();
            var asked = beside(() -> {
                mute.awaitQuestion();
                boot.interrupt();
                return true;
            });
            HostSockets transport = transport();
            BootProtocol protocol = protocol(transport, new SkippingClock());
            FetchException failed = assertThrows(FetchException.class, () -> protocol.fetch(uri("", mute.port()), new MemorySink()));
            // taken before waiting for whoever interrupted, which may not have ended yet
            boolean kept = Thread.interrupted();
            asked.get(10, TimeUnit.SECONDS);
            assertTrue(kept, "swallows an interrupt: set it again before you throw");
            assertEquals(List.of(), transport.leftOver(), "an interrupted fetch must leave nothing behind");
            tellsWell(failed);
        }
    }

    @Test
    void leavesTheEventLoopFree() throws Exception {
        try (var mute = mute()) {
            HostSockets transport = transport();
            BootProtocol protocol = protocol(transport, new SkippingClock());
            var fetching = beside(() -> {
                assertThrows(FetchException.class, () -> protocol.fetch(uri("", mute.port()), new MemorySink()));
                return true;
            });
            mute.awaitQuestion();
            for (int i = 0; i < 3; i++) {
                transport.settle();
            }
            fetching.get(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("hangs: fetch does not return from a silent server", e);
        }
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(protocol(transport(), new SkippingClock()));
    }

    @Test
    void canBeClosedTwice() throws Exception {
        BootProtocol protocol = protocol(transport(), new SkippingClock());
        assumeTrue(protocol instanceof AutoCloseable, "it is not AutoCloseable: there is nothing to test");
        var closeable = (AutoCloseable) protocol;
        closeable.close();
        closeable.close();
    }
}
