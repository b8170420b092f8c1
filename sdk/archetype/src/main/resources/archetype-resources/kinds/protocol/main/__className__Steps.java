package ${package};

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.nio.charset.StandardCharsets;

/**
 * What is said on the wire; put your protocol here. This one is made up: it sends the path and a line feed, and gets the length, eight bytes with the highest first, and the bytes. A negative
 * length says that there is no such file. One for each connection, used on the channel's loop.
 */
final class ${className}Steps {
    /** Where servers listen unless the URI says otherwise. */
    static final int PORT = 4711;
    private static final int PIECE = 1 << 16;

    /** What the steps can do. */
    interface Wire {
        /** Takes the buffer. */
        void send(ByteBuf bytes);

        /** So long is the image. */
        void expect(long bytes) throws ImageTooLargeException;

        /** The next bytes of the image. */
        void deliver(ByteBuf bytes) throws ImageTooLargeException;

        void done();

        /** @param what a sentence for the user */
        void fail(String what);
    }

    private final String path;
    private final Wire wire;
    private boolean headSeen;
    private long left;

    ${className}Steps(String path, Wire wire) {
        this.path = path;
        this.wire = wire;
    }

    /** The connection is up. */
    void connected() {
        wire.send(Unpooled.copiedBuffer(path + "\n", StandardCharsets.UTF_8));
    }

    /** How many bytes come next. */
    int awaited() {
        return headSeen ? (int) Math.min(PIECE, left) : 8;
    }

    /** So many bytes are here. */
    void arrived(ByteBuf frame) throws ImageTooLargeException {
        if (headSeen) {
            left -= frame.readableBytes();
            wire.deliver(frame);
        } else {
            headSeen = true;
            left = frame.readLong();
            if (left < 0) {
                wire.fail("the server has no file \"" + path + "\"");
                return;
            }
            wire.expect(left);
        }
        if (left == 0) {
            wire.done();
        }
    }
}
