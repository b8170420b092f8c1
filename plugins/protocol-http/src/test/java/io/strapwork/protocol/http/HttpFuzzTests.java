package io.strapwork.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.SkippingClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class HttpFuzzTests {
    private static final String[] SEEDS = {"HTTP/1.1 200 OK\r\nContent-Length: 20\r\nETag: \"x\"\r\n\r\n01234567890123456789",
        "HTTP/1.1 206 P\r\nContent-Range: bytes 4-19/20\r\n\r\n4567890123456789",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n"};

    static byte[] mutate(Random random) {
        byte[] answer = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.ISO_8859_1);
        byte[] cut = random.nextInt(3) == 0 ? java.util.Arrays.copyOf(answer, random.nextInt(answer.length + 1)) : answer;
        for (int i = random.nextInt(6); i > 0 && cut.length > 0; i--) {
            cut[random.nextInt(cut.length)] = (byte) (random.nextBoolean() ? "\r\n: 0/-\"".charAt(random.nextInt(8)) : random.nextInt(256));
        }
        return cut;
    }

    static Stream<byte[]> answers() {
        return Stream.of(SEEDS).map(answer -> answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An answer that comes in two pieces, and what its head means to a first request and to one for the rest of a file. */
    @MethodSource("answers")
    @FuzzTest
    void anyAnswer(byte[] answer) {
        var channel = new EmbeddedChannel(new ResponseDecoder(200, 1000, forgiven -> assertFalse(forgiven.isBlank())));
        BootUri asked = BootUri.parse("https://h.example:8443/x?y");
        try {
            int half = answer.length / 2;
            channel.writeInbound(Unpooled.copiedBuffer(answer, 0, half), Unpooled.copiedBuffer(answer, half, answer.length - half));
            channel.finish();
        } catch (DecoderException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank());
        }
        long body = 0;
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpResponse head) {
                meaning(HttpSteps.head(asked, null, HttpRequests.SignIn.NONE, head, Instant.EPOCH));
                meaning(HttpSteps.head(asked, new Resume(asked, "\"x\"", 4, 20), HttpRequests.SignIn.SENT, head, Instant.EPOCH));
            }
            if (message instanceof HttpContent content) {
                body += content.content().readableBytes();
            }
            ReferenceCountUtil.release(message);
        }
        assertTrue(body <= answer.length, "more body than there were bytes");
    }

    private static void meaning(Verdict verdict) {
        switch (verdict) {
            case Verdict.Redirect(BootUri to) -> assertEquals("https", to.scheme());
            case Verdict.Body one -> assertTrue(one.bytes() >= -1 && one.size() >= -1, one::toString);
            case Verdict.Again again -> assertFalse(again.problem().what().chars().anyMatch(Character::isISOControl));
            case Verdict.Final end -> assertFalse(end.problem().what().chars().anyMatch(Character::isISOControl));
            case Verdict.Afresh afresh -> assertFalse(afresh.why().isBlank());
        }
    }

    /** Whatever comes, the fetch ends with bytes or a problem and leaves nothing open. */
    @Test
    void garbageEndsInBytesOrAProblem() throws Exception {
        var tcp = HostSockets.tcp();
        var random = new Random(77);
        var options = new HttpOptions(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), 3, 5, Duration.ofMillis(1),
                Duration.ofSeconds(1), 3, new ByteSize(8192),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        int right = 0;
        try (var server = new ScriptedServer((request, connection) -> connection.getOutputStream().write(mutate(random)))) {
            for (int i = 0; i < 2000; i++) {
                try {
                    new HttpProtocol(tcp, tcp, options, new SkippingClock(), new Random(1), new ProfileOrigins(java.util.List.of())).fetch(
                            BootUri.parse(server.uri("/f")),
                            new MemorySink(1000));
                    right++;
                } catch (FetchException e) {
                    assertTrue(e.problem().code().startsWith("SW-F3"), e::getMessage);
                    assertTrue(e.problem().what().chars().noneMatch(Character::isISOControl), e::getMessage);
                }
                assertTrue(tcp.allClosed());

            }
        }
        assertTrue(right > 100, "only " + right + " fetches ended well");
        tcp.close();
    }
}
