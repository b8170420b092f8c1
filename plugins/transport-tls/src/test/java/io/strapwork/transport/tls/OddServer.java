package io.strapwork.transport.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A behaviour of an HTTP server that is legal but odd, drawn from the grammars of RFC 9112, 9110 and 3986 and from what servers in the field do. Asked for {@code /a/b/start?x} it answers, or leads
 * on to an address whose decoded target is then the file.
 */
final class OddServer {
    private static final String[] STATUS = {"HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 200", "HTTP/1.1 200 ",
        "HTTP/1.1 200 \u00e4 (odd): %20", "HTTP/1.1 203 Non-Authoritative Information"};
    private static final String[] BEFORE = {"", "", "", "", "HTTP/1.1 100 Continue\n\n",
        "HTTP/1.1 103 Early Hints\nLink: </x>; rel=preload\n\n",
        "HTTP/1.1 102 Processing\n\nHTTP/1.1 100\n\n"};
    private static final String[] FIELDS = {"Server: x", "X-Empty:", "X-Tab:\tv\t", "X-Long: " + "y".repeat(3000), "X-Latin: \u00e4\u00f6",
        "Set-Cookie: a=b; Path=/", "Content-Type: text/html; charset=utf-8", "Content-Encoding: gzip", "Content-Encoding: x-gzip",
        "Connection: close", "Connection: Keep-Alive, X", "Keep-Alive: timeout=5", "ETag: W/\"x\"", "ETag: \"x\"", "Date: yesterday",
        "Expires: 0",
        "X-Folded: a\n b", "X-Folded: a\n\tb\n  c", "Content-Disposition: attachment; filename*=UTF-8''%e2", "Accept-Ranges: bytes",
        "Accept-Ranges: none", "X-Twice: 1", "X-Twice: 2", "Vary: *", "Age: -1", "Content-MD5: x",
        "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT",
        "Content-Location: /elsewhere", "Retry-After: 1", "Warning: 199 - x", "Content-Range: bytes 0-1/2", "x_y: z", "X!#$%&'*+.^`|~: z"};
    private static final int[] REDIRECTS = {301, 302, 303, 307, 308};
    private static final String[] PLACES = {"/p/q", "//p//q/", "r", "r/s/", "./r", "../r", "../../../r", "?q=1", "/p?", "/p?a=b&c=d/e?f",
        "/a%2Fb%20c",
        "/%7e/%41", "/my file", "/a|b", "/a[1]", "/{x}", "/a^b`c", "/\u00c3\u00a9", "/\u00e9", "/a\"b", "/p;v=1,2", "/100%", "/%zz",
        "/x#frag", "/x#a/../b",
        "/a:b", "./a:b", "/a@b:c", "/~x/$&'()*+,;=:@", "/p/./q/../r", "/p/..", "/%2e%2e/x", "/a\\b", "/a<b>", "?a|b[]=c d"};

    private final String name;
    private final byte[] first;
    private final boolean leadsOn;
    private final byte[] content;
    private final Framing framing;
    private final String head;
    private final String eol;
    private final int piece;

    /** How the end of a body is told. */
    enum Framing {
        LENGTH, LENGTH_PADDED, LENGTH_TWICE, LENGTH_LIST, CHUNKED, CHUNKED_ODD, CHUNKED_LF, CHUNKED_TWICE, CHUNKED_AND_LENGTH, CLOSE
    }

    private OddServer(Random random, int port, boolean tls) {
        eol = random.nextInt(5) == 0 ? "\n" : "\r\n";
        framing = Framing.values()[random.nextInt(Framing.values().length)];
        piece = random.nextInt(3) == 0 ? 1 + random.nextInt(50) : 100_000;
        var text = new StringBuilder(pick(random, BEFORE)).append(pick(random, STATUS)).append('\n');
        var fields = new ArrayList<String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            fields.add(pick(random, FIELDS));
        }
        fields.forEach(field -> text.append(field).append('\n'));
        head = text.toString();
        content = new byte[random.nextInt(5000)];
        random.nextBytes(content);
        leadsOn = random.nextInt(2) == 0;
        String place = pick(random, PLACES);
        String origin = random.nextInt(3) == 0
                ? (tls ? "HTTPS" : "http") + "://127.0.0.1:" + port
                : random.nextInt(6) == 0 ? "//127.0.0.1:" + port : "";
        String location = (place.startsWith("/") || place.startsWith("?") ? origin : "") + place;
        int status = REDIRECTS[random.nextInt(REDIRECTS.length)];
        String padding = random.nextInt(4) == 0 ? "  " : " ";
        first = lines("HTTP/1.1 " + status + " There\nlocation:" + padding + location + padding + "\nContent-Length: 0\n\n");
        name = (leadsOn ? status + " to \"" + location + "\", then " : "") + framing + (eol.length() == 1 ? " LF" : "") + " "
                + head.replace("\n", "|");
    }

    static OddServer of(long seed, int port, boolean tls) {
        return new OddServer(new Random(seed), port, tls);
    }

    private static String pick(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }

    @Override
    public String toString() {
        return name.length() < 300 ? name : name.substring(0, 300) + "…";
    }

    void serve(Socket connection) throws IOException {
        String target = request(connection.getInputStream());
        byte[] answer = leadsOn && target.equals("/a/b/start?x") ? first : answer(leadsOn ? decoded(target) : content);
        for (int at = 0; at < answer.length; at += piece) {
            connection.getOutputStream().write(answer, at, Math.min(piece, answer.length - at));
            connection.getOutputStream().flush();
        }
    }

    private byte[] answer(byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        int length = body.length;
        out.write(lines(head + switch (framing) {
            case LENGTH -> "Content-Length: " + length + "\n\n";
            case LENGTH_PADDED -> "content-length:   000" + length + "  \n\n";
            case LENGTH_TWICE -> "Content-Length: " + length + "\nX: y\nContent-Length: " + length + "\n\n";
            case LENGTH_LIST -> "Content-Length: " + length + ", " + length + "\n\n";
            case CHUNKED, CHUNKED_LF -> "Transfer-Encoding: chunked\n\n";
            case CHUNKED_ODD -> "transfer-encoding:Chunked\nTrailer: X-Sum\n\n";
            case CHUNKED_TWICE -> "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n";
            case CHUNKED_AND_LENGTH -> "Content-Length: 7\nTransfer-Encoding: chunked\n\n";
            case CLOSE -> "\n";
        }));
        if (framing.name().startsWith("CHUNKED")) {
            chunks(body, out);
        } else {
            out.write(body);
        }
        return out.toByteArray();
    }

    private void chunks(byte[] body, ByteArrayOutputStream out) throws IOException {
        String end = framing == Framing.CHUNKED_LF ? "\n" : "\r\n";
        boolean odd = framing == Framing.CHUNKED_ODD;
        for (int at = 0; at < body.length; at += 700) {
            int length = Math.min(700, body.length - at);
            String size = odd ? String.format("%06X;name=\"a;b\";c", length) : Integer.toHexString(length);
            out.write((size + end).getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, at, length);
            out.write(end.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(("0" + end + (odd ? "X-Sum: 1" + end + "Content-Length: 3" + end : "") + end).getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] lines(String text) {
        return text.replace("\n", eol).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String request(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no request");
            }
            text.append((char) c);
        }
        List<String> words = List.of(text.substring(0, text.indexOf("\r\n")).split(" ", 2));
        return words.get(1).substring(0, words.get(1).lastIndexOf(' '));
    }

    /** What docs/against-curl.md lists is the same to a server: percent-encoded or not, a blank in a query as {@code +}, a query that is empty. */
    private static byte[] decoded(String target) {
        int mark = target.indexOf('?');
        String plain = mark >= 0 && mark == target.length() - 1
                ? target.substring(0, mark)
                : mark < 0 ? target : target.substring(0, mark) + target.substring(mark).replace('+', ' ');
        byte[] from = plain.getBytes(StandardCharsets.ISO_8859_1);
        var to = new ByteArrayOutputStream();
        for (int at = 0; at < from.length; at++) {
            int high = at + 2 < from.length ? Character.digit(from[at + 1], 16) : -1;
            int low = at + 2 < from.length ? Character.digit(from[at + 2], 16) : -1;
            if (from[at] == '%' && high >= 0 && low >= 0) {
                to.write(high << 4 | low);
                at += 2;
            } else {
                to.write(from[at]);
            }
        }
        return to.toByteArray();
    }
}
