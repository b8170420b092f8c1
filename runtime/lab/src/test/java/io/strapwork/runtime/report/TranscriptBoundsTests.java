package io.strapwork.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.strapwork.runtime.report.Conversation.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a transcript keeps: never more than its bound, no bodies, no secrets, nothing of one flow in another. */
class TranscriptBoundsTests {
    private static final String CLIENT = "10.0.2.15";
    private static final String SERVER = "10.0.2.2";

    private final NetworkTranscript transcript = new NetworkTranscript(new FrozenClock());
    private int clientNext = 1001;
    private int serverNext = 2001;

    private void connect(int port) {
        transcript.accept(WrittenFrames.tcp(CLIENT, port, SERVER, 80, 1000, WrittenFrames.SYN, ""));
        transcript.accept(WrittenFrames.tcp(SERVER, 80, CLIENT, port, 2000, WrittenFrames.SYN | WrittenFrames.ACK, ""));
        clientNext = 1001;
        serverNext = 2001;
    }

    private void ask(int port, String text) {
        transcript.accept(WrittenFrames.tcp(CLIENT, port, SERVER, 80, clientNext, WrittenFrames.ACK, text));
        clientNext += text.length();
    }

    private void answer(int port, String text) {
        transcript.accept(WrittenFrames.tcp(SERVER, 80, CLIENT, port, serverNext, WrittenFrames.ACK, text));
        serverNext += text.length();
    }

    /** All texts of a transcript. */
    private List<String> texts() {
        var all = new ArrayList<String>();
        for (Conversation conversation : transcript.conversations()) {
            all.add(conversation.title());
            for (Line line : conversation.lines()) {
                all.add(line.what());
                all.addAll(line.details());
            }
        }
        for (Sighting sighting : transcript.sightings()) {
            if (sighting instanceof Sighting.Http http) {
                all.add(http.target());
                http.fields().values().forEach(all::addAll);
            }
        }
        return all;
    }

    private long characters() {
        return texts().stream().mapToLong(String::length).sum();
    }

    @Test
    void allThatIsKeptHasOneBound() {
        var fields = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            fields.append("field-").append(i).append(": ").append("x".repeat(280)).append("\r\n");
        }
        for (int port = 1024; port < 1424; port++) {
            connect(port);
            for (int i = 0; i < 20; i++) {
                ask(port, "GET /" + i + " HTTP/1.1\r\n" + fields + "\r\n");
                answer(port, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + "\r\n");
            }
        }
        assertTrue(transcript.sums().cut());
        assertTrue(characters() <= KeptBytes.MOST, () -> characters() + " characters");
        assertTrue(characters() > KeptBytes.MOST / 4, () -> characters() + " characters");
    }

    @Test
    void whatIsHalfReadIsBoundedAndGivenBack() {
        var kept = new KeptBytes(100_000);
        var said = new OpenConversation("TCP", "test", kept);
        for (int i = 0; i < 100; i++) {
            var http = new HttpReader(said, "test", kept);
            http.read(true, io.netty.buffer.Unpooled.wrappedBuffer("x".repeat(20_000).getBytes(StandardCharsets.US_ASCII)), 1);
        }
        assertTrue(kept.take(99_000), "heads too long to be one are forgotten");
        kept.giveBack(99_000);
        var open = new HttpReader(said, "test", kept);
        open.read(true, io.netty.buffer.Unpooled.wrappedBuffer("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII)), 1);
        assertFalse(kept.take(99_000));
    }

    @Test
    void requestsOfAnyNumberAreBounded() {
        var random = new Random(16);
        for (int i = 0; i < 3000; i++) {
            byte[] data = new byte[4 + random.nextInt(40)];
            random.nextBytes(data);
            data[0] = 0;
            data[1] = 1; // a request
            transcript.accept(WrittenFrames.udp(CLIENT, 1024 + i, SERVER, 69, data));
        }
        assertEquals(NetworkTranscript.MOST, transcript.conversations().size());
    }

    @Test
    void bodiesAreNotKept() {
        connect(1024);
        ask(1024, "GET /a HTTP/1.1\r\n\r\n");
        answer(1024, "HTTP/1.1 200 OK\r\n\r\n");
        answer(1024, "HTTP/1.1 200 OK\r\nroot-password: hunter2\r\n\r\n");
        connect(1025);
        ask(1025, "PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        ask(1025, "25\r\nGET /hunter2 HTTP/1.1\r\nX: hunter2\r\n\r\n0\r\n\r\n");
        answer(1025, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8;x=y\r\n");
        answer(1025, "HTTP/1.1");
        answer(1025, "\r\n0\r\nTrailer: hunter2\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        assertTrue(texts().stream().noneMatch(text -> text.contains("hunter2")), () -> texts().toString());
        assertTrue(texts().contains("8 bytes in 0 ms"), () -> texts().toString());
        assertTrue(texts().contains("HTTP/1.1 404 Not Found"), () -> texts().toString());
    }

    @Test
    void bodiesAfterAGapAreNotKept() {
        connect(1024);
        ask(1024, "GET /a HTTP/1.1\r\n\r\n");
        serverNext += 100;
        answer(1024, "HTTP/1.1 200 OK\r\npassword: hunter2\r\n\r\n");
        assertTrue(texts().stream().noneMatch(text -> text.contains("hunter2")), () -> texts().toString());
    }

    @Test
    void secretsAreNotShownHoweverTheyAreWritten() {
        connect(1024);
        ask(1024, "GET http://me:hunter2@proxy.lab/a HTTP/1.1\r\nHost: boot.lab\r\nAuthorization: Basic\r\n hunter2\r\n\thunter2\r\n"
                + "Proxy-Authorization : Basic hunter2\r\nCOOKIE: a=hunter2\r\nX-Folded: shown\r\n too\r\n\r\n");
        answer(1024, "HTTP/1.1 302 Found\r\nSet-Cookie: a=hunter2;\r\n path=hunter2\r\nLocation: https://me:hunter2@b.lab/x@y\r\n"
                + "Content-Length: 0\r\n\r\n");
        assertTrue(texts().stream().noneMatch(text -> text.contains("hunter2")), () -> texts().toString());
        assertTrue(texts().contains("GET http://***@proxy.lab/a HTTP/1.1"), () -> texts().toString());
        assertTrue(texts().contains("Location: https://***@b.lab/x@y"), () -> texts().toString());
        assertTrue(texts().contains("too"), () -> texts().toString());
    }

    @Test
    void flowsAreToldApart() {
        // one client port, two servers
        transcript.accept(request("10.0.2.2", "a"));
        transcript.accept(request("10.0.2.3", "b"));
        transcript.accept(WrittenFrames.udp("10.0.2.3", 4000, CLIENT, 2000, "\0\5\0\1gone\0".getBytes(StandardCharsets.US_ASCII)));
        // an IPv4 address, and the same one mapped into IPv6
        transcript.accept(WrittenFrames.tcp(CLIENT, 7, SERVER, 80, 1, WrittenFrames.SYN, ""));
        transcript.accept(mapped(7));
        List<String> titles = transcript.conversations().stream().map(Conversation::title).toList();
        assertEquals(4, titles.size(), titles::toString);
        List<Boolean> answered = transcript.sightings().stream().filter(Sighting.Tftp.class::isInstance).map(Sighting.Tftp.class::cast)
                .map(Sighting.Tftp::answered).toList();
        assertEquals(List.of(false, true), answered);
    }

    private static ByteBuf request(String server, String file) {
        return WrittenFrames.udp(CLIENT, 2000, server, 69, ("\0\1" + file + "\0octet\0").getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuf mapped(int port) {
        ByteBuf frame = WrittenFrames.tcp("fd00::15", port, "fd00::2", 80, 1, WrittenFrames.SYN, "");
        byte[] prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
        frame.setBytes(22, prefix).setBytes(34, new byte[]{10, 0, 2, 15}).setBytes(38, prefix).setBytes(50, new byte[]{10, 0, 2, 2});
        return frame;
    }

    @Test
    void questionsOfTwoHostsAreTwo() {
        byte[] question = "\7\7\1\0\0\1\0\0\0\0\0\0\4boot\3lab\0\0\1\0\1".getBytes(StandardCharsets.ISO_8859_1);
        transcript.accept(WrittenFrames.udp("10.0.2.15", 3000, SERVER, 53, question));
        transcript.accept(WrittenFrames.udp("10.0.2.16", 3000, SERVER, 53, question));
        assertEquals(2, transcript.conversations().size());
    }
}
