package io.strapwork.network.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.folder.ServedFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpFileHandlerTests {
    @TempDir
    Path folder;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(folder.resolve("a b"), "0123456789");
        Files.setLastModifiedTime(folder.resolve("a b"), FileTime.from(Instant.parse("2026-03-01T12:00:00.5Z")));
        Files.createDirectory(folder.resolve("sub"));
        channel = channel();
    }

    private EmbeddedChannel channel() throws Exception {
        return new EmbeddedChannel(new HttpServerCodec(),
                new HttpFileHandler(new ServedFolder(folder, Optional.empty()), BootClock.system()));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void getAndHead() {
        String answer = asked("GET /a%20b HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"));
        assertTrue(answer.contains("\r\ncontent-length: 10\r\n"));
        assertTrue(answer.contains("\r\nlast-modified: Sun, 01 Mar 2026 12:00:00 GMT\r\n"));
        assertTrue(answer.endsWith("\r\n\r\n0123456789"));
        String head = asked("HEAD /a%20b HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(head.contains("\r\ncontent-length: 10\r\n") && head.endsWith("\r\n\r\n"), head);
        assertTrue(channel.isOpen());
    }

    @Test
    void ranges() {
        String part = asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\n\r\n");
        assertTrue(part.startsWith("HTTP/1.1 206 Partial Content\r\n") && part.contains("\r\ncontent-range: bytes 2-4/10\r\n")
                && part.endsWith("\r\n\r\n234"), part);
        String beyond = asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=10-\r\n\r\n");
        assertTrue(beyond.startsWith("HTTP/1.1 416 ") && beyond.contains("\r\ncontent-range: bytes */10\r\n"), beyond);
        String tag = field(part, "etag");
        assertTrue(
                asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\nIf-Range: " + tag + "\r\n\r\n").startsWith("HTTP/1.1 206 "));
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\nIf-Range: \"other\"\r\n\r\n").startsWith("HTTP/1.1 200 "));
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\nIf-Range: Sun, 01 Mar 2026 12:00:00 GMT\r\n\r\n")
                .startsWith("HTTP/1.1 206 "));
    }

    @Test
    void conditions() {
        String tag = field(asked("HEAD /a%20b HTTP/1.1\r\nHost: x\r\n\r\n"), "etag");
        String same = asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"x\", W/" + tag + "\r\n\r\n");
        assertTrue(same.startsWith("HTTP/1.1 304 ") && same.endsWith("\r\n\r\n"), same);
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nIf-Modified-Since: Sun, 01 Mar 2026 12:00:00 GMT\r\n\r\n")
                .startsWith("HTTP/1.1 304 "));
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nIf-Match: \"x\"\r\n\r\n").startsWith("HTTP/1.1 412 "));
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nIf-Match: " + tag + "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nIf-Unmodified-Since: Sun, 01 Mar 2026 11:00:00 GMT\r\n\r\n")
                .startsWith("HTTP/1.1 412 "));
    }

    @Test
    void refusals() {
        assertTrue(asked("GET /sub HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 404 "));
        assertTrue(asked("GET / HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 404 "));
        assertTrue(asked("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 404 "));
        String post = asked("POST /a%20b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        assertTrue(post.startsWith("HTTP/1.1 405 ") && post.contains("\r\nallow: GET, HEAD\r\n"), post);
        assertTrue(asked("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(asked("GET /a HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(channel.isOpen());
    }

    @Test
    void malformedRequestsEndTheConnection() throws Exception {
        assertTrue(asked("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 414 "));
        assertFalse(channel.isOpen());
        channel = channel();
        assertTrue(asked("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(9000) + "\r\n\r\n").startsWith("HTTP/1.1 431 "));
        assertFalse(channel.isOpen());
    }

    @Test
    void connectionsAreKeptOrNotAsAsked() {
        String two = asked("GET /a%20b HTTP/1.1\r\nHost: x\r\n\r\nHEAD /sub HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(two.indexOf("HTTP/1.1 200") == 0 && two.indexOf("HTTP/1.1 404") > 0);
        assertTrue(channel.isOpen());
        assertTrue(asked("GET /a%20b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("\r\nconnection: close\r\n"));
        assertFalse(channel.isOpen());
    }

    @Test
    void http10ClosesUnlessAskedOtherwise() {
        assertTrue(asked("GET /a%20b HTTP/1.0\r\n\r\n").endsWith("0123456789"));
        assertFalse(channel.isOpen());
    }

    @Test
    void garbageNeverThrowsNorLeaks() throws Exception {
        var random = new Random(3);
        byte[] seed = "GET /a%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=1-2\r\nIf-Range: Sun, 01 Mar 2026 12:00:00 GMT\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = seed.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            EmbeddedChannel victim = channel();
            victim.writeInbound(Unpooled.wrappedBuffer(bytes));
            victim.checkException();
            victim.finishAndReleaseAll();
        }
    }

    private String asked(String request) {
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        channel.checkException();
        var answer = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            answer.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return answer.toString();
    }

    private static String field(String answer, String name) {
        var matcher = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(answer);
        assertTrue(matcher.find());
        assertEquals(1, matcher.groupCount());
        return matcher.group(1);
    }
}
