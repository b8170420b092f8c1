package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Heads of HTTP/1.1 messages on a connection (RFC 9112), in both directions. Bodies are counted, never kept: where the end of one can't be known, nothing behind it is read, for it could only be
 * guessed to be a head.
 */
final class HttpReader {
    private static final int LONGEST_HEAD = 16 << 10;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_TARGET = 2000;
    private static final int MOST_WAITING = 32;
    private static final int MOST_SIGHTINGS = 64;
    /** Of a head that is being read. */
    private static final int BYTES_PER_CHARACTER = 2;
    private static final long REST = -1;
    private static final Pattern REQUEST = Pattern.compile("([A-Z]{2,16}) (\\S{1,2000}) HTTP/1\\.[01]");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");

    private final OpenConversation said;
    private final String server;
    private final KeptBytes kept;
    private final Direction requests = new Direction();
    private final Direction answers = new Direction();
    private final ArrayDeque<Question> asked = new ArrayDeque<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private boolean isHttp;
    private Optional<String> first = Optional.empty();

    private record Question(String method, String target, String host) {
        long bytes() {
            return KeptBytes.RECORD + KeptBytes.of(method) + KeptBytes.of(target) + KeptBytes.of(host);
        }
    }

    /** Where one direction is. */
    private static final class Direction {
        private StringBuilder head = new StringBuilder();
        /** Of a body; {@link #REST} when nothing more is read. */
        private long left;
        private @Nullable ChunkedBody chunks;
        private long bodyBytes;
        private long bodySince;
    }

    HttpReader(OpenConversation said, String server, KeptBytes kept) {
        this.said = said;
        this.server = server;
        this.kept = kept;
    }

    boolean isHttp() {
        return isHttp;
    }

    /** The first request, without its version. */
    Optional<String> first() {
        return first;
    }

    List<Sighting> sightings() {
        return sightings;
    }

    void skip(boolean fromClient, int bytes) {
        Direction direction = fromClient ? requests : answers;
        if (direction.chunks != null) {
            direction.chunks.skip(bytes);
        } else if (direction.left >= bytes) {
            direction.left -= bytes;
            direction.bodyBytes += bytes;
        } else {
            end(direction);
        }
    }

    /** Nothing more of it is read. */
    private void end(Direction direction) {
        forget(direction);
        direction.left = REST;
        direction.chunks = null;
    }

    private void forget(Direction direction) {
        kept.giveBack((long) BYTES_PER_CHARACTER * direction.head.length());
        direction.head = new StringBuilder(0);
    }

    void read(boolean fromClient, ByteBuf payload, long now) {
        Direction direction = fromClient ? requests : answers;
        while (payload.isReadable() && direction.left != REST) {
            if (direction.chunks != null) {
                chunks(direction, direction.chunks, fromClient, payload, now);
            } else if (direction.left > 0) {
                int taken = (int) Math.min(direction.left, payload.readableBytes());
                payload.skipBytes(taken);
                direction.left -= taken;
                direction.bodyBytes += taken;
                if (direction.left == 0) {
                    bodyOver(direction, fromClient, now);
                }
            } else {
                head(direction, fromClient, payload, now);
            }
        }
    }

    private void chunks(Direction direction, ChunkedBody body, boolean fromClient, ByteBuf payload, long now) {
        body.read(payload);
        if (body.isLost()) {
            end(direction);
        } else if (body.isDone()) {
            direction.bodyBytes = body.bytes();
            direction.chunks = null;
            direction.left = 0;
            bodyOver(direction, fromClient, now);
        }
    }

    private void bodyOver(Direction direction, boolean fromClient, long now) {
        said.say(now, fromClient, direction.bodyBytes + " bytes in " + (now - direction.bodySince) / 1_000_000 + " ms");
    }

    private void head(Direction direction, boolean fromClient, ByteBuf payload, long now) {
        while (payload.isReadable()) {
            if (direction.head.length() > LONGEST_HEAD || !kept.take(BYTES_PER_CHARACTER)) {
                end(direction);
                return;
            }
            direction.head.append((char) payload.readUnsignedByte());
            int length = direction.head.length();
            if (length > 3 && direction.head.indexOf("\r\n\r\n", length - 4) >= 0
                    || length > 1 && direction.head.indexOf("\n\n", length - 2) >= 0) {
                HttpHead head = HttpHead.parse(direction.head.toString());
                forget(direction);
                direction.bodyBytes = 0;
                direction.bodySince = now;
                direction.left = fromClient ? request(head, now) : answer(head, now);
                direction.chunks = direction.left != REST && direction.left != 0 && head.isChunked() ? new ChunkedBody() : null;
                return;
            }
        }
    }

    /** @return bytes of the body; any number but 0 for one in chunks */
    private long request(HttpHead head, long now) {
        Matcher request = REQUEST.matcher(head.start());
        if (!request.matches()) {
            return REST;
        }
        isHttp = true;
        first = first.or(() -> Optional.of(OpenConversation.shown(request.group(1) + " " + request.group(2), LONGEST_TITLE)));
        var question = new Question(request.group(1), OpenConversation.shown(request.group(2), LONGEST_TARGET),
                head.field("host", server));
        said.say(now, true, head.start(), head.shown(), said.wasSaid(true, head.start()));
        if (asked.size() == MOST_WAITING || !kept.take(question.bytes())) {
            end(answers); // nobody knows any more which answer is whose
            return REST;
        }
        asked.add(question);
        return head.isChunked() ? 1 : head.length(0);
    }

    private long answer(HttpHead head, long now) {
        Matcher status = STATUS.matcher(head.start());
        if (!status.matches()) {
            return REST;
        }
        isHttp = true;
        int code = Integer.parseInt(status.group(1));
        said.say(now, false, head.start(), head.shown(), false);
        if (code < 200) {
            return code == 101 ? REST : 0;
        }
        Question question = asked.isEmpty() ? new Question("?", "?", server) : asked.remove();
        if (!question.method().equals("?")) {
            kept.giveBack(question.bytes());
        }
        if (sightings.size() < MOST_SIGHTINGS && kept.take(question.bytes() + head.bytes())) {
            sightings.add(new Sighting.Http(question.host(), question.method(), question.target(), code, head.fields()));
        }
        if (code == 204 || code == 304 || question.method().equals("HEAD")) {
            return 0;
        }
        // without a length, up to the connection's end (6.3)
        return head.isChunked() ? 1 : head.length(REST);
    }
}
