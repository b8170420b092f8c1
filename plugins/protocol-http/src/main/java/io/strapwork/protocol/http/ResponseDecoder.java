package io.strapwork.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the one request of a connection (RFC 9112). It takes what servers in the field send and curl takes, too: with a single answer there is nobody whom leniency could fool into taking a
 * body for a head. Whatever is forgiven is told. Body bytes are slices of what came in.
 */
final class ResponseDecoder extends ByteToMessageDecoder {
    private static final int EMPTY_LINES = 8;
    private static final Pattern STATUS_LINE = Pattern.compile("(?i)HTTP/1\\.([0-9])[ \\t]+([1-9][0-9]{2})(?:[ \\t](.*))?");
    private static final Pattern CHUNK_LINE = Pattern.compile("0*([0-9A-Fa-f]{0,15})([ \\t]*)(;.*)?");
    private static final byte[] START = "HTTP/".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        STATUS_LINE, FIELDS, FIXED, UNTIL_CLOSE, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, DONE
    }

    private final int lineLimit;
    private final int headLimit;
    private final Consumer<String> forgiven;
    private State state = State.STATUS_LINE;
    private HeaderFields fields;
    private @Nullable Matcher statusLine;
    private int emptyLines;
    /** Of this head or these trailers, in bytes. */
    private int read;
    /** Of the body or chunk. */
    private long left;

    /** @param forgiven is told each thing that is not as RFC 9112 wants it, once per answer or more often */
    ResponseDecoder(int lineLimit, int headLimit, Consumer<String> forgiven) {
        this.lineLimit = lineLimit;
        this.headLimit = headLimit;
        this.forgiven = forgiven;
        this.fields = new HeaderFields(forgiven);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (state) {
            case STATUS_LINE -> statusLine(in);
            case FIELDS -> fields(in, out);
            case FIXED -> fixed(in, out);
            case UNTIL_CLOSE -> out.add(new DefaultHttpContent(in.readRetainedSlice(in.readableBytes())));
            case CHUNK_SIZE -> chunkSize(in);
            case CHUNK -> chunk(in, out);
            case CHUNK_END -> chunkEnd(in);
            case TRAILERS -> trailers(in, out);
            case DONE -> in.skipBytes(in.readableBytes());
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(context, in, out);
        if (state == State.TRAILERS) {
            forgiven.accept("the connection closed after the last chunk, before the empty line (RFC 9112 7.1)");
        }
        if (state == State.UNTIL_CLOSE || state == State.TRAILERS) {
            state = State.DONE;
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private void statusLine(ByteBuf in) {
        // What is not HTTP at all may never send an end of line.
        int ahead = Math.min(in.readableBytes(), START.length);
        boolean blank = in.getByte(in.readerIndex()) == '\r' || in.getByte(in.readerIndex()) == '\n';
        for (int at = 0; at < ahead && !blank; at++) {
            if (Character.toUpperCase(in.getByte(in.readerIndex() + at)) != START[at]) {
                throw new DecoderException(
                        "the response begins with \"" + text(in, in.readerIndex(), Math.min(in.readableBytes(), 60)) + "\"");
            }
        }
        String line = line(in, lineLimit);
        if (line == null) {
            return;
        }
        if (line.isEmpty()) {
            forgiven.accept("an empty line before the response");
            emptyLines++;
            if (emptyLines > EMPTY_LINES) {
                throw new DecoderException("empty lines only");
            }
            return;
        }
        Matcher form = STATUS_LINE.matcher(line);
        if (!form.matches()) {
            throw new DecoderException("the response begins with \"" + line + "\"");
        }
        if (!line.startsWith("HTTP/1.1 ") && !line.startsWith("HTTP/1.0 ")) {
            forgiven.accept("the status line is \"" + HttpProblems.clean(line) + "\"");
        }
        statusLine = form;
        fields = new HeaderFields(forgiven);
        read = line.length();
        state = State.FIELDS;
    }

    private void fields(ByteBuf in, List<Object> out) {
        String line = headLine(in);
        if (line == null) {
            return;
        }
        if (!line.isEmpty()) {
            fields.line(line);
            return;
        }
        HttpResponse head = head();
        out.add(head);
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            state = State.STATUS_LINE;
            return;
        }
        int status = head.status().code();
        BodyLength length = status == 204 || status == 304 ? new BodyLength.Bytes(0) : BodyLength.of(head, forgiven);
        switch (length) {
            case BodyLength.Bytes(long bytes) when bytes == 0 -> {
                out.add(LastHttpContent.EMPTY_LAST_CONTENT);
                state = State.DONE;
            }
            case BodyLength.Bytes(long bytes) -> {
                left = bytes;
                state = State.FIXED;
            }
            case BodyLength.Chunked() -> state = State.CHUNK_SIZE;
            case BodyLength.UntilClose() -> state = State.UNTIL_CLOSE;
        }
    }

    private HttpResponse head() {
        Matcher line = statusLine;
        if (line == null) {
            throw new IllegalStateException("fields before a status line");
        }
        String reason = line.group(3) == null ? "" : line.group(3).strip();
        return new DefaultHttpResponse(line.group(1).equals("0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
                new HttpResponseStatus(Integer.parseInt(line.group(2)), reason.replaceAll("[\\p{Cntrl}]", " ")), fields.done());
    }

    private void fixed(ByteBuf in, List<Object> out) {
        int bytes = (int) Math.min(left, in.readableBytes());
        left -= bytes;
        ByteBuf slice = in.readRetainedSlice(bytes);
        if (left == 0) {
            state = State.DONE;
            out.add(new DefaultLastHttpContent(slice));
        } else {
            out.add(new DefaultHttpContent(slice));
        }
    }

    private void chunkSize(ByteBuf in) {
        String line = line(in, lineLimit);
        if (line == null) {
            return;
        }
        Matcher form = CHUNK_LINE.matcher(line);
        boolean digits = !line.isEmpty() && Character.digit(line.charAt(0), 16) >= 0;
        if (!digits || !form.matches()) {
            throw new DecoderException("a chunk begins with \"" + line + "\"");
        }
        if (!form.group(2).isEmpty()) {
            forgiven.accept("whitespace after the size of a chunk (RFC 9112 7.1.1)");
        }
        left = form.group(1).isEmpty() ? 0 : Long.parseLong(form.group(1), 16);
        read = 0;
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }

    private void chunk(ByteBuf in, List<Object> out) {
        int bytes = (int) Math.min(left, in.readableBytes());
        left -= bytes;
        out.add(new DefaultHttpContent(in.readRetainedSlice(bytes)));
        if (left == 0) {
            state = State.CHUNK_END;
        }
    }

    private void chunkEnd(ByteBuf in) {
        int first = in.getByte(in.readerIndex());
        if (first == '\r' && in.readableBytes() < 2) {
            return;
        }
        String line = first == '\n' || first == '\r' && in.getByte(in.readerIndex() + 1) == '\n' ? line(in, 2) : null;
        if (line == null) {
            throw new DecoderException("a chunk is longer than its size says");
        }
        state = State.CHUNK_SIZE;
    }

    private void trailers(ByteBuf in, List<Object> out) {
        String line = headLine(in);
        if (line != null && line.isEmpty()) {
            state = State.DONE;
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private @Nullable String headLine(ByteBuf in) {
        String line = line(in, headLimit - read);
        read += line == null ? 0 : line.length() + 1;
        return line;
    }

    /** Without its end; null while it is incomplete. */
    private @Nullable String line(ByteBuf in, int limit) {
        int length = in.bytesBefore((byte) '\n');
        if (length > limit || length < 0 && in.readableBytes() > limit) {
            throw new DecoderException("the response's header or one of its lines is longer than allowed");
        }
        if (length < 0) {
            return null;
        }
        int end = length;
        while (end > 0 && in.getByte(in.readerIndex() + end - 1) == '\r') {
            end--;
        }
        if (end != length - 1) {
            forgiven.accept(end == length ? "lines that end in LF only (RFC 9112 2.2)" : "lines that end in more than one CR");
        }
        String line = text(in, in.readerIndex(), end);
        in.skipBytes(length + 1);
        return line;
    }

    private static String text(ByteBuf in, int at, int length) {
        return in.toString(at, length, StandardCharsets.ISO_8859_1);
    }
}
