package io.strapwork.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the tables, {@code |} stands for CR LF, {@code ^} for LF alone, {@code _} for a blank, {@code ~} for CR alone, and a backquote for a tab. */
final class ResponseDecoderTests {
    private final Set<String> forgiven = new LinkedHashSet<>();

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").replace('^', '\n').replace('_', ' ').replace('~', '\r').replace('`', '\t')
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Status and body, and a full stop when the body has ended. */
    private String decoded(String text, int piece) {
        var channel = new EmbeddedChannel(new ResponseDecoder(200, 1000, forgiven::add));
        try {
            byte[] all = bytes(text);
            for (int at = 0; at < all.length; at += piece) {
                channel.writeInbound(Unpooled.copiedBuffer(all, at, Math.min(piece, all.length - at)));
            }
            channel.finish();
            return read(channel);
        } finally {
            channel.releaseInbound();
        }
    }

    private static String read(EmbeddedChannel channel) {
        var read = new StringBuilder();
        List<Object> messages = new ArrayList<>();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            messages.add(next);
        }
        for (Object each : messages) {
            if (each instanceof HttpResponse head) {
                read.append(head.status().code()).append(' ');
            }
            if (each instanceof HttpContent content) {
                read.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (each instanceof LastHttpContent) {
                read.append('.');
            }
            ReferenceCountUtil.release(each);
        }
        return read.toString();
    }

    private void assertDecoded(String expected, String text) {
        assertEquals(expected, decoded(text, Integer.MAX_VALUE / 2));
        assertEquals(expected, decoded(text, 1), "byte by byte");
        assertEquals(expected, decoded(text, 3), "in threes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '\t', value = {
        "HTTP/1.1 200 OK|Content-Length: 5||hello	200 hello.",
        "HTTP/1.1 200 OK|Content-Length: 5||hello again	200 hello.",
        "HTTP/1.1 200|Content-Length:005||hello	200 hello.",
        "HTTP/1.0 200 OK||hello	200 hello.",
        "HTTP/1.1 200 \u00e4 %&/ (!)|Content-Length:`5||hello	200 hello.",
        "HTTP/1.1 103 Hints|Link: x||HTTP/1.1 100 Continue||HTTP/1.1 200 OK|Content-Length: 5||hello	103 100 200 hello.",
        "HTTP/1.1 200 OK|transfer-encoding: Chunked||5|hello|00006;a=\"b;c\"|_again|0|X: y|X: z||	200 hello again.",
        "HTTP/1.1 204 No Content|Content-Length: 5||hello	204 .",
        "HTTP/1.1 200 OK|Content-Length: 0||	200 .",
        "HTTP/1.1 200 OK|Content-Length: 5||hell	200 hell",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|	200 hello",
        "HTTP/1.1 200 OK|X: y|	''",
    })
    void answersByTheBook(String text, String expected) {
        assertDecoded(expected, text);
        assertEquals(Set.of(), forgiven);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '\t', value = {
        "HTTP/1.1 200 OK^Content-Length: 5^^hello	lines that end in LF only (RFC 9112 2.2)",
        "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^5^hello^0^^	lines that end in LF only (RFC 9112 2.2)",
        "HTTP/1.1 200 OK~|Content-Length: 5~|~|hello	lines that end in more than one CR",
        "|HTTP/1.1 200 OK|Content-Length: 5||hello	an empty line before the response",
        "http/1.1 200 OK|Content-Length: 5||hello	the status line is \"http/1.1 200 OK\"",
        "HTTP/1.9  200  OK|Content-Length: 5||hello	the status line is \"HTTP/1.9 200 OK\"",
        "HTTP/1.1 200 OK|Content-Length: 5|X: y|Content-Length: 5||hello	Content-Length appears more than once, always the same (RFC 9110 8.6)",
        "HTTP/1.0 200 OK|Content-Length: 5, 05||hello	Content-Length appears more than once, always the same (RFC 9110 8.6)",
        "HTTP/1.1 200 OK|Content-Length: `|_5|`||hello	a header field that continues on the next line (RFC 9112 5.2)",
        "HTTP/1.1 200 OK|Content-Length : 5||hello	whitespace before the colon of header field Content-Length (RFC 9112 5.1)",
        "HTTP/1.1 200 OK|: x|Content-Length: 5||hello	a header field with an invalid name is ignored: \"\"",
        "HTTP/1.1 200 OK|X y: z|Content-Length: 5||hello	a header field with an invalid name is ignored: \"X y\"",
        "HTTP/1.1 200 OK|Transfer-Encoding: identity|Content-Length: 5||hello	Transfer-Encoding identity, which RFC 7230 removed",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 9||5|hello|0||	Content-Length next to Transfer-Encoding, which overrides it (RFC 9112 6.3)",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked||5|hello|0||	Transfer-Encoding chunked more than once, read as one",
        "HTTP/1.0 200 OK|Transfer-Encoding: chunked||5|hello|0||	Transfer-Encoding in HTTP/1.0",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5_|hello|0||	whitespace after the size of a chunk (RFC 9112 7.1.1)",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0|	the connection closed after the last chunk, before the empty line (RFC 9112 7.1)",
    })
    void answersThatAreForgiven(String text, String told) {
        assertDecoded("200 hello.", text);
        assertTrue(forgiven.contains(told), forgiven.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '\t', value = {
        "SSH-2.0-OpenSSH_9	the response begins with \"SSH-2.0-OpenSSH 9\"",
        "HTTP/2.0 200 OK|	the response begins with \"HTTP/2.0 200 OK\"",
        "HTTP/1.1 2000 OK|	the response begins with \"HTTP/1.1 2000 OK\"",
        "HTTP/1.1 200OK|	the response begins with \"HTTP/1.1 200OK\"",
        "HTTP/1.1 200 OK|nonsense||	a header line has no colon: \"nonsense\"",
        "HTTP/1.1 200 OK|X: \0||	a header line contains a NUL",
        "HTTP/1.1 200 OK|Content-Length: 5|Content-Length: 6||	Content-Length has different values, 5, 6",
        "HTTP/1.1 200 OK|Content-Length: -5||	Content-Length is \"-5\"",
        "HTTP/1.1 200 OK|Content-Length: 5x||	Content-Length is \"5x\"",
        "HTTP/1.1 200 OK|Content-Length: ||	Content-Length is empty",
        "HTTP/1.1 200 OK|Content-Length: 9223372036854775808||	Content-Length is \"9223372036854775808\"",
        "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||	an unknown transfer coding \"gzip, chunked\"",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||x|	a chunk begins with \"x\"",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5 5|	a chunk begins with \"5 5\"",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1000000000000000|	a chunk begins with \"1000000000000000\"",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello!|	a chunk is longer than its size says",
    })
    void answersThatAreRefused(String text, String why) {
        assertEquals(why, assertThrows(DecoderException.class, () -> decoded(text, Integer.MAX_VALUE / 2)).getMessage());
        assertEquals(why.substring(0, 10),
                assertNotNullMessage(assertThrows(DecoderException.class, () -> decoded(text, 1))).substring(0, 10));
    }

    private static String assertNotNullMessage(Throwable thrown) {
        assertNotNull(thrown.getMessage());
        return thrown.getMessage();
    }

    @Test
    void headsAreBounded() {
        String long1 = "x".repeat(201);
        for (String text : List.of("HTTP/1.1 200 " + long1, "HTTP/1.1 200 OK|X: " + long1.repeat(5),
                "HTTP/1.1 200 OK|" + "X: yyyyyyyy|".repeat(100),
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5;" + long1,
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||0|" + "X: y|".repeat(201))) {
            assertEquals("the response's header or one of its lines is longer than allowed",
                    assertThrows(DecoderException.class, () -> decoded(text, 7)).getMessage());
        }
        assertEquals("empty lines only", assertThrows(DecoderException.class, () -> decoded("|".repeat(9), 2)).getMessage());
    }
}
