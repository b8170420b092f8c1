package io.strapwork.protocol.http;

import static io.strapwork.protocol.http.ScriptedServer.answer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.protocol.http.ScriptedServer.Script;
import io.strapwork.testkit.fake.ClosedPort;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.SkippingClock;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class HttpProtocolTests {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final HostSockets tcp = HostSockets.tcp();
    private final MemorySink sink = new MemorySink();
    private final SkippingClock clock = new SkippingClock();
    private final byte[] image = new byte[300_000];
    private HttpOptions options = options(LONG, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    HttpProtocolTests() {
        new Random(3).nextBytes(image);
    }

    private static HttpOptions options(Duration patience, Optional<String> user, Optional<String> password, Optional<Path> file,
            Map<String, String> headers) {
        return new HttpOptions(LONG, patience, Duration.ofMinutes(1), 4, 20, Duration.ofMillis(400), Duration.ofSeconds(10), 3,
                new ByteSize(8192), user, password, file, headers);
    }

    @AfterEach
    void nothingIsLeft() {
        assertTrue(tcp.allClosed(), "a channel is still open");
        tcp.close();
    }

    /** What the profile names; by default what is fetched. */
    private Optional<ProfileOrigins> named = Optional.empty();

    private void fetch(String uri) throws FetchException {
        fetch(uri, sink);
    }

    private void fetch(String uri, MemorySink into) throws FetchException {
        new HttpProtocol(tcp, () -> {
            throw new AssertionError("tls was not asked for");
        }, options, clock, new Random(1), named.orElseGet(() -> new ProfileOrigins(List.of(BootUri.parse(uri))))).fetch(BootUri.parse(uri),
                into);
    }

    private FetchException fails(String uri) {
        return assertThrows(FetchException.class, () -> fetch(uri));
    }

    private void assertFails(String problem, String uri) {
        var e = fails(uri);
        assertEquals(problem, e.problem().code() + " " + e.problem().what());
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(image, from, to);
    }

    private String length() {
        return "HTTP/1.1 200 OK\nContent-Length: " + image.length;
    }

    @Test
    void fetchesByContentLength() throws Exception {
        try (var server = new ScriptedServer(answer(length(), image))) {
            fetch(server.uri("/boot/vml%20inuz?x=1&y=%2F#frag"));
            assertEquals("GET /boot/vml%20inuz?x=1&y=%2F HTTP/1.1\r\nhost: 127.0.0.1:" + server.port()
                    + "\r\nuser-agent: Strapwork\r\naccept: */*\r\naccept-encoding: identity\r\nconnection: close\r\n\r\n",
                    server.requests.getFirst());
        }
        assertArrayEquals(image, sink.content());
        assertEquals(image.length, sink.expected());
    }

    @Test
    void fetchesChunksAndEarlyHints() throws Exception {
        byte[] first = "10\r\n0123456789abcdef\r\n5;x=y\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] second = "hello\r\n0\r\nTrailer: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (var server = new ScriptedServer(
                answer("HTTP/1.1 103 Early Hints\nLink: x\n\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked", first, second))) {
            fetch(server.uri("/"));
        }
        assertEquals("0123456789abcdefhello", new String(sink.content(), StandardCharsets.US_ASCII));
    }

    @Test
    void fetchesUntilTheConnectionCloses() throws Exception {
        try (var server = new ScriptedServer(answer("HTTP/1.0 200 OK", image))) {
            fetch(server.uri("/"));
        }
        assertArrayEquals(image, sink.content());
    }

    @Test
    void emptyFile() throws Exception {
        try (var server = new ScriptedServer(answer("HTTP/1.1 200 OK\nContent-Length: 0"))) {
            fetch(server.uri("/"));
        }
        assertEquals(0, sink.expected());
    }

    @Test
    void resumesByRange() throws Exception {
        String tag = "\nETag: \"v1\"";
        try (var server = new ScriptedServer(answer(length() + tag, part(0, 100_000)),
                answer("HTTP/1.1 206 Partial Content\nContent-Range: bytes 100000-299999/300000\nContent-Length: 200000" + tag,
                        part(100_000, 200_000)),
                answer("HTTP/1.1 206 Partial Content\nContent-Range: bytes 200000-249999/300000\nContent-Length: 50000" + tag,
                        part(200_000, 250_000)),
                answer("HTTP/1.1 206 Partial Content\nContent-Range: bytes 250000-299999/300000\nContent-Length: 50000" + tag,
                        part(250_000, 300_000)))) {
            fetch(server.uri("/i"));
            assertTrue(server.requests.get(1).contains("range: bytes=100000-\r\nif-range: \"v1\"\r\n"), server.requests.get(1));
            assertTrue(server.requests.get(3).contains("range: bytes=250000-\r\n"));
        }
        assertArrayEquals(image, sink.content());
        assertEquals(0, sink.restarts());
    }

    @Test
    void resumesByDateWhenItIsStrong() throws Exception {
        String old = "\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\nDate: Thu, 01 Jan 2026 00:01:00 GMT";
        String fresh = "\nLast-Modified: Thu, 01 Jan 2026 00:00:01 GMT\nDate: Thu, 01 Jan 2026 00:01:00 GMT";
        try (var server = new ScriptedServer(answer(length() + old, part(0, 9)), answer(length() + fresh, part(0, 10)),
                answer(length(), image))) {
            fetch(server.uri("/i"));
            assertTrue(server.requests.get(1).contains("if-range: Thu, 01 Jan 2026 00:00:00 GMT"), server.requests.get(1));
            assertFalse(server.requests.get(2).contains("range"), server.requests.get(2));
        }
        assertArrayEquals(image, sink.content());
    }

    @Test
    void startsOverWhenTheFileChangedOrTheRangeIsGone() throws Exception {
        String tag = "\nETag: \"v1\"";
        Script[] second = {answer("HTTP/1.1 416 Range Not Satisfiable\nContent-Length: 0"),
            answer("HTTP/1.1 206 Partial Content\nContent-Range: bytes 9-299999/300000\nETag: \"v2\"", part(9, 300_000)),
            answer("HTTP/1.1 206 Partial Content\nContent-Range: bytes 9-399999/400000", part(9, 300_000))};
        for (Script script : second) {
            sink.restart();
            try (var server = new ScriptedServer(answer(length() + tag, part(0, 9)), script, answer(length(), image))) {
                fetch(server.uri("/i"));
                assertFalse(server.requests.get(2).contains("range"));
            }
            assertArrayEquals(image, sink.content());
        }
    }

    @Test
    void wholeAnswerToARangeRestartsTheSink() throws Exception {
        try (var server = new ScriptedServer(answer(length() + "\nETag: \"v1\"", part(0, 1000)),
                answer(length() + "\nETag: \"v2\"", image))) {
            fetch(server.uri("/i"));
        }
        assertArrayEquals(image, sink.content());
        assertEquals(1, sink.restarts());
    }

    @Test
    void weakTagsAreNoGroundToResume() throws Exception {
        try (var server = new ScriptedServer(answer(length() + "\nETag: W/\"v1\"", part(0, 1000)), answer(length(), image))) {
            fetch(server.uri("/i"));
            assertFalse(server.requests.get(1).contains("range"));
        }
        assertArrayEquals(image, sink.content());
    }

    @Test
    void wrongRanges() throws Exception {
        for (String range : List.of("bytes 8-299999/300000", "bytes 9-300000/300000", "bytes 9-8/300000", "items 9-1/2",
                "bytes 9-99999999999999999999/*")) {
            sink.restart();
            try (var server = new ScriptedServer(answer(length() + "\nETag: \"v1\"", part(0, 9)),
                    answer("HTTP/1.1 206 Partial Content\nContent-Range: " + range, image))) {
                assertFails("SW-F342 HTTP server 127.0.0.1 was asked for bytes from 9 on, but sent \"" + range + "\"", server.uri("/i"));
            }
        }
    }

    @Test
    void truncatedBodyEndsInAProblemThatListsTheAttempts() throws Exception {
        try (var server = new ScriptedServer(answer(length(), part(0, 1000)))) {
            var e = fails(server.uri("/i"));
            assertEquals("SW-F340 " + server.uri("/i") + " the connection to 127.0.0.1 broke after 1000 of 300000 bytes", e.getMessage());
            assertEquals(4, server.requests.size());
        }
        assertEquals(List.of(4, 8, 16), clock.pauses().stream().map(p -> Math.toIntExact(Math.round(p.toMillis() / 100.0 / 4) * 4))
                .map(p -> p < 6 ? 4 : p < 12 ? 8 : 16).toList());
    }

    @Test
    void attemptsAreCountedFromTheLastProgress() throws Exception {
        var scripts = new Script[10];
        for (int i = 0; i < 10; i++) {
            int from = i * 30_000;
            scripts[i] = answer(
                    (i == 0 ? length() : "HTTP/1.1 206 Partial Content\nContent-Range: bytes " + from + "-299999/300000") + "\nETag: \"v\"",
                    part(from, from + 30_000));
        }
        try (var server = new ScriptedServer(scripts)) {
            fetch(server.uri("/i"));
        }
        assertArrayEquals(image, sink.content());
    }

    @Test
    void busyServersAreAskedAgainWhenTheySay() throws Exception {
        try (var server = new ScriptedServer(answer("HTTP/1.1 503 Busy\nRetry-After: 3\nContent-Length: 0"),
                answer("HTTP/1.1 429 Slow\nRetry-After: Thu, 01 Jan 2026 00:00:07 GMT\nContent-Length: 0"),
                answer("HTTP/1.1 500 Oops\nRetry-After: 99999\nContent-Length: 0"), answer(length(), image))) {
            fetch(server.uri("/i"));
        }
        assertEquals(List.of(Duration.ofSeconds(3), Duration.ofSeconds(7), Duration.ofSeconds(10)), clock.pauses());
        assertArrayEquals(image, sink.content());
    }

    @Test
    void statusProblems() throws Exception {
        String[][] rows = {{"404 Not Found", "SW-F320 HTTP server 127.0.0.1 has no such file (404 Not Found)"},
            {"410 Gone", "SW-F320 HTTP server 127.0.0.1 has no such file (410 Gone)"},
            {"401 Unauthorized", "SW-F321 HTTP server 127.0.0.1 asks for a user and password (401)"},
            {"407 Proxy", "SW-F322 a proxy in front of 127.0.0.1 asks for a user and password (407)"},
            {"503 Busy", "SW-F323 HTTP server 127.0.0.1 could not serve the file (503 Busy)"},
            {"403 Forbidden", "SW-F324 HTTP server 127.0.0.1 answered 403 Forbidden"},
            {"304 Not Modified", "SW-F324 HTTP server 127.0.0.1 answered 304 Not Modified"},
            {"204 No Content", "SW-F325 HTTP server 127.0.0.1 answered 204 No Content instead of the file"},
            {"206 Partial", "SW-F325 HTTP server 127.0.0.1 answered 206 Partial instead of the file"},
            {"416 Range", "SW-F324 HTTP server 127.0.0.1 answered 416 Range"},
            {"501 Not\u001b Implemented", "SW-F324 HTTP server 127.0.0.1 answered 501 Not Implemented"},
            {"302 Found", "SW-F332 HTTP server 127.0.0.1 answered 302 Found without a location"}};
        for (String[] row : rows) {
            try (var server = new ScriptedServer(answer("HTTP/1.1 " + row[0] + "\nContent-Length: 0"))) {
                assertFails(row[1], server.uri("/i"));
                assertEquals(row[0].startsWith("503") ? 4 : 1, server.requests.size());
            }
        }
    }

    @Test
    void signsInAtTheFirstHostOnly(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("pw"), "se:cret\n");
        options = options(LONG, Optional.of("boot"), Optional.empty(), Optional.of(file), Map.of("X-Token", "t"));
        try (var other = new ScriptedServer(answer(length(), image));
                var server = new ScriptedServer(answer("HTTP/1.1 307 There\nLocation: /there\nContent-Length: 0"),
                        answer("HTTP/1.1 301 There\nLocation: " + other.uri("/x") + "\nContent-Length: 0"))) {
            fetch(server.uri("/i"));
            String sent = "x-token: t\r\nauthorization: Basic Ym9vdDpzZTpjcmV0\r\n";
            assertTrue(server.requests.get(0).toLowerCase().contains(sent.toLowerCase()), server.requests.get(0));
            assertTrue(server.requests.get(1).toLowerCase().contains(sent.toLowerCase()));
            assertFalse(other.requests.get(0).toLowerCase().contains("authorization"));
            assertFalse(other.requests.get(0).toLowerCase().contains("x-token"));
        }
    }

    /** Addresses of DHCP, of redirects and of menus are not the profile's. */
    @Test
    void secretsAreForTheServersOfTheProfile() throws Exception {
        options = options(LONG, Optional.of("boot"), Optional.of("secret"), Optional.empty(), Map.of("X-Token", "t"));
        try (var stranger = new ScriptedServer(answer(length(), image));
                var server = new ScriptedServer(answer(length(), image));
                var named2 = new ScriptedServer(answer(length(), image));
                var leading = new ScriptedServer(answer("HTTP/1.1 302 There\nLocation: " + named2.uri("/x") + "\nContent-Length: 0"))) {
            named = Optional.of(new ProfileOrigins(List.of(BootUri.parse(server.uri("/other")), BootUri.parse(named2.uri("/")))));
            fetch(stranger.uri("/i"));
            assertFalse(stranger.requests.get(0).toLowerCase().contains("authorization"), stranger.requests.get(0));
            assertFalse(stranger.requests.get(0).toLowerCase().contains("x-token"), stranger.requests.get(0));
            fetch(server.uri("/i"));
            assertTrue(server.requests.get(0).contains("authorization: Basic Ym9vdDpzZWNyZXQ=\r\n"), server.requests.get(0));
            fetch(leading.uri("/i"));
            assertFalse(leading.requests.get(0).contains("authorization"), leading.requests.get(0));
            assertTrue(named2.requests.get(0).contains("authorization: Basic Ym9vdDpzZWNyZXQ=\r\n"), named2.requests.get(0));
            fetch("http://own:pw@127.0.0.1:" + stranger.port() + "/i");
            assertTrue(stranger.requests.get(1).contains("authorization: Basic b3duOnB3\r\n"), stranger.requests.get(1));
            assertFalse(stranger.requests.get(1).contains("x-token"), stranger.requests.get(1));
        }
        try (var server = new ScriptedServer(answer("HTTP/1.1 401 No\nContent-Length: 0"))) {
            assertEquals(
                    "write this address in [fetch]: user and password of [fetch.http] are sent only to servers that the profile names",
                    fails(server.uri("/i")).problem().hint());
        }
    }

    @Test
    void wrongPasswordIsTold() throws Exception {
        try (var server = new ScriptedServer(answer("HTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\"lab\"\nContent-Length: 0"))) {
            var e = fails("http://me:pw@127.0.0.1:" + server.port() + "/");
            assertEquals("HTTP server 127.0.0.1 does not accept this user and password (401)", e.problem().what());
            assertEquals("check user and password in [fetch.http]\nthe server asked for: Basic realm=\"lab\"", e.problem().hint());
            assertEquals("http://***@127.0.0.1:" + server.port() + "/", e.problem().where());
        }
    }

    @Test
    void redirectProblems() throws Exception {
        try (var server = new ScriptedServer(answer("HTTP/1.1 302 Found\nLocation: /i\nContent-Length: 0"))) {
            assertFails("SW-F331 the redirects lead back to " + server.uri("/i"), server.uri("/i"));
        }
        Script counting = (request, connection) -> answer("HTTP/1.1 302 Found\nLocation: " + request.split(" ")[1] + "x\nContent-Length: 0")
                .serve(request, connection);
        try (var server = new ScriptedServer(counting)) {
            assertFails("SW-F330 more than 3 redirects", server.uri("/i"));
        }
        String[][] rows = {{"ftp://me:pw@h/x", " to \"ftp://***@h/x\", which is not an http or https address"},
            {"http:///x", ", but \"http:///x\" is not a URI: it has no host"},
            {"http://a b/", ", but \"http://a b/\" is not a URI: \"a b\" is not a host name"},
            {"mailto:x", ", but \"mailto:x\" has no host"},
            {"http://[::", ", but \"http://[::\" is not a URI: brackets must contain an IPv6 address"},
            {"http://me:p/w@h:0/",
                ", but \"http://***@h:0/\" is not a URI: what follows the host's colon is not a port; ports go from 1 to 65535"},
            {"//h:65536/", ", but \"//h:65536/\" is not a URI: 65536 is not a port; ports go from 1 to 65535"}};
        for (String[] row : rows) {
            try (var server = new ScriptedServer(answer("HTTP/1.1 302 Found\nLocation: " + row[0] + "\nContent-Length: 0"))) {
                assertFails("SW-F332 HTTP server 127.0.0.1 answered 302 Found" + row[1], server.uri("/i"));
            }
        }
    }

    /** As browsers, curl and Go follow them. */
    @Test
    void redirectsThatAreOdd() throws Exception {
        String[][] rows = {{"?sig=a/b%2F", "/a/i?sig=a/b%2F"}, {"j", "/a/j"}, {"../j//k", "/j//k"},
            {"my kernel|[1]", "/a/my%20kernel%7C%5B1%5D"},
            {"/caf\u00c3\u00a9/\u00e9", "/caf%C3%A9/%E9"}, {"  /j#top ", "/j"}, {"/%zz%41", "/%zz%41"}, {"http:j", "/a/j"}};
        for (String[] row : rows) {
            try (var server = new ScriptedServer(answer("HTTP/1.1 302 Found\nLocation: " + row[0] + "\nContent-Length: 0"),
                    answer(length(), image))) {
                fetch(server.uri("/a/i?x"));
                assertTrue(server.requests.get(1).startsWith("GET " + row[1] + " HTTP/1.1\r\n"), server.requests.get(1));
            }
        }
    }

    @Test
    void neverFromHttpsToHttp() {
        var head = new io.netty.handler.codec.http.DefaultHttpResponse(io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
                io.netty.handler.codec.http.HttpResponseStatus.FOUND);
        head.headers().set("Location", "http://u:p@h/x");
        var verdict = (Verdict.Final) HttpSteps.head(BootUri.parse("https://h/x"), null, HttpRequests.SignIn.NONE, head, clock.now());
        assertEquals("SW-F333 HTTP server h redirects from https to http, to http://***@h/x",
                verdict.problem().code() + " " + verdict.problem().what());
    }

    @Test
    void answersThatAreNoHttp() throws Exception {
        String[] heads = {"SSH-2.0-OpenSSH", "HTTP/1.1 abc", "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2",
            "HTTP/1.1 200 OK\nContent-Length: -1",
            "HTTP/1.1 200 OK\nTransfer-Encoding: gzip", "HTTP/1.1 200 OK\nX: " + "y".repeat(9000), "HTTP/1.1 200 " + "y".repeat(9000),
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz"};
        for (String head : heads) {
            try (var server = new ScriptedServer(answer(head, new byte[20]))) {
                var e = fails(server.uri("/i"));
                assertEquals("SW-F341", e.problem().code(), () -> head + ": " + e.problem());
                assertTrue(e.problem().what().startsWith("127.0.0.1 port " + server.port() + " does not speak HTTP/1.1: "),
                        e.problem().what());
                assertTrue(e.problem().what().length() < 300);
                assertEquals(1, server.requests.size());
            }
        }
    }

    @Test
    void endlessInformationalAnswers() throws Exception {
        try (var server = new ScriptedServer(answer("HTTP/1.1 100 Continue\n\n".repeat(40)))) {
            assertFails("SW-F324 HTTP server 127.0.0.1 answered 100 Continue", server.uri("/i"));
        }
    }

    @Test
    void compressionThatWasNotAskedFor() throws Exception {
        for (String coding : List.of("gzip", "x-gzip", "br, gzip")) {
            try (var server = new ScriptedServer(answer(length() + "\nContent-Encoding: " + coding, image))) {
                fetch(server.uri("/initrd.img"));
            }
            assertArrayEquals(image, sink.content());
        }
    }

    /** A name server may list an address that is down: RFC 1123 2.3. */
    @Test
    void theNextAddressIsTriedWhenOneIsDead() throws Exception {
        var names = new AddressResolverGroup<InetSocketAddress>() {
            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                return new InetNameResolver(executor) {
                    @Override
                    protected void doResolve(String name, Promise<InetAddress> promise) {
                        promise.setFailure(new AssertionError("all addresses are wanted"));
                    }

                    @Override
                    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
                        promise.setSuccess(List.of(InetAddress.getByAddress(name, new byte[]{127, 0, 0, 2}),
                                InetAddress.getByAddress(name, new byte[]{127, 0, 0, 1})));
                    }
                }.asAddressResolver();
            }
        };
        try (var server = new ScriptedServer(answer(length() + "\nETag: \"v1\"", part(0, 1000)),
                answer("HTTP/1.1 206 Part\nContent-Range: bytes 1000-299999/300000\nContent-Length: 299000\nETag: \"v1\"",
                        part(1000, 300_000)))) {
            String uri = "http://mirror.lab:" + server.port() + "/i";
            new HttpProtocol(() -> tcp.bootstrap().resolver(names), tcp, options, clock, new Random(1), new ProfileOrigins(List.of()))
                    .fetch(BootUri.parse(uri), sink);
            assertTrue(server.requests.get(0).contains("host: mirror.lab:" + server.port()), server.requests.get(0));
        }
        assertArrayEquals(image, sink.content());
        assertEquals(3, tcp.opened().size(), "the dead address was tried once");
    }

    @Test
    void aPartThatIsTheWholeIsTaken() throws Exception {
        String head = "HTTP/1.1 206 Partial Content\nContent-Length: " + image.length + "\nContent-Range: bytes ";
        try (var server = new ScriptedServer(answer(head + "0-" + (image.length - 1) + "/" + image.length, image))) {
            fetch(server.uri("/i"));
        }
        assertArrayEquals(image, sink.content());
        try (var server = new ScriptedServer(answer(head + "0-" + (image.length - 1) + "/" + (image.length + 1), image))) {
            assertFails("SW-F325 HTTP server 127.0.0.1 answered 206 Partial Content instead of the file", server.uri("/i"));
        }
    }

    @Test
    void tooLarge() throws Exception {
        for (String head : List.of(length(), "HTTP/1.0 200 OK")) {
            try (var server = new ScriptedServer(answer(head, image))) {
                var e = assertThrows(FetchException.class, () -> fetch(server.uri("/i"), new MemorySink(1000)));
                assertEquals("SW-F344", e.problem().code());
                assertTrue(e.problem().what().endsWith(" bytes; the limit is 1000"));
            }
        }
    }

    @Test
    void closedWithoutAnAnswer() throws Exception {
        try (var server = new ScriptedServer((request, connection) -> {})) {
            var e = fails(server.uri("/i"));
            String what = "127.0.0.1 port " + server.port() + " closed the connection without a response";
            assertEquals("SW-F345 " + what, e.problem().code() + " " + e.problem().what());
            assertEquals(List.of(server.uri("/i") + ": " + what, server.uri("/i") + ": " + what, server.uri("/i") + ": " + what),
                    e.attempts());
        }
    }

    @Test
    void refusedConnection() throws Exception {
        try (ClosedPort closed = ClosedPort.tcp()) {
            var e = fails("http://127.0.0.1:" + closed.port() + "/");
            assertEquals("SW-F305", e.problem().code());
            assertTrue(e.problem().what().startsWith("no connection to 127.0.0.1 port " + closed.port() + ": Connection refused"),
                    e.problem().what());
            assertEquals(3, e.attempts().size());
        }
    }

    @Test
    void unknownName() {
        var e = fails("http://no-such-host.invalid/");
        assertEquals("SW-F304", e.problem().code());
        assertTrue(e.problem().what().startsWith("the name no-such-host.invalid has no address"));
    }

    @Test
    void silenceIsBroken() throws Exception {
        var done = new CountDownLatch(1);
        options = options(Duration.ofMillis(300), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        Script silent = (request, connection) -> done.await();
        Script stalls = (request, connection) -> {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            connection.getInputStream().read();
        };
        try (var server = new ScriptedServer(stalls)) {
            assertFails("SW-F307 HTTP server 127.0.0.1 fell silent for 300ms after 3 bytes", server.uri("/i"));
        }
        try (var server = new ScriptedServer(silent)) {
            assertFails("SW-F307 HTTP server 127.0.0.1 fell silent for 300ms before its response", server.uri("/i"));
            done.countDown();
        }
    }

    @Test
    void totalTimeEndsIt() throws Exception {
        options = new HttpOptions(LONG, LONG, Duration.ofMillis(300), 4, 20, Duration.ofMillis(400), Duration.ofSeconds(10), 3,
                new ByteSize(8192), Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of());
        try (var server = new ScriptedServer((request, connection) -> connection.getInputStream().read())) {
            assertFails("SW-F308 only 0 bytes arrived within 300ms", server.uri("/i"));
        }
    }

    @Test
    void interruptClosesTheConnectionAndKeepsTheFlag() throws Exception {
        Thread boot = Thread.currentThread();
        try (var server = new ScriptedServer((request, connection) -> {
            boot.interrupt();
            connection.getInputStream().read();
        })) {
            assertFails("SW-F309 the fetch was interrupted", server.uri("/i"));
            assertTrue(Thread.interrupted());
        }
        try (var server = new ScriptedServer((request, connection) -> boot.interrupt())) {
            assertFails("SW-F309 the fetch was interrupted", server.uri("/i"));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void loopThatEndsEndsTheFetch() throws Exception {
        try (var server = new ScriptedServer((request, connection) -> tcp.close())) {
            assertEquals("SW-F310", fails(server.uri("/i")).problem().code());
        }
    }

    /** As it may between two attempts. */
    @Test
    void loopThatHasEndedEndsTheFetch() throws Exception {
        try (var server = new ScriptedServer((request, connection) -> {})) {
            tcp.close();
            assertEquals("SW-F310", fails(server.uri("/i")).problem().code());
        }
    }

    @Test
    void wrongOptions(@TempDir Path folder) {
        var none = Optional.<String>empty();
        var noFile = Optional.<Path>empty();
        String[] whats = {"a password is set but no user", "password and password-file are both set",
            "a user name for basic authentication can't contain a colon or control characters",
            "\"a b\" is not a header name", "the value of header X contains characters that HTTP does not allow",
            "header Host is set by the protocol itself"};
        List<Runnable> makes = List.of(() -> options(LONG, none, Optional.of("x"), noFile, Map.of()),
                () -> options(LONG, none, Optional.of("x"), Optional.of(folder), Map.of()),
                () -> options(LONG, Optional.of("a:b"), none, noFile, Map.of()),
                () -> options(LONG, none, none, noFile, Map.of("a b", "c")),
                () -> options(LONG, none, none, noFile, Map.of("X", "a\r\nb")),
                () -> options(LONG, none, none, noFile, Map.of("Host", "h")));
        for (int i = 0; i < whats.length; i++) {
            var e = assertThrows(StrapworkException.class, makes.get(i)::run);
            assertEquals("SW-F301 " + whats[i], e.problems().getFirst().code() + " " + e.problems().getFirst().what());
        }
        options = options(LONG, Optional.of("u"), none, Optional.of(folder.resolve("none")), Map.of());
        var e = fails("http://127.0.0.1:1/");
        assertEquals("SW-F302 fetch.http.password-file the password can't be read from " + folder.resolve("none")
                + ": java.nio.file.NoSuchFileException: " + folder.resolve("none"), e.getMessage());
    }
}
