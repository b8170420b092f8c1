package org.example.nbd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.nio.charset.StandardCharsets;

/** A client of the NBD protocol that asks for an export by its name, and then for one piece of it after another. */
final class NbdSteps {
    /** Where servers listen unless the URI says otherwise. */
    static final int PORT = 10809;
    private static final long GREETING = 0x4e42444d41474943L; // NBDMAGIC
    private static final long NEWSTYLE = 0x49484156454f5054L; // IHAVEOPT
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

    private enum Awaiting {
        GREETING, EXPORT, REPLY, DATA
    }

    private final String export;
    private final Wire wire;
    private Awaiting awaiting = Awaiting.GREETING;
    private boolean zeroes;
    private long size;
    private long offset;

    NbdSteps(String export, Wire wire) {
        this.export = export;
        this.wire = wire;
    }

    /** The connection is up: the server speaks first. */
    void connected() {}

    /** How many bytes come next. */
    int awaited() {
        return switch (awaiting) {
            case GREETING -> 18;
            case EXPORT -> zeroes ? 134 : 10;
            case REPLY -> 16;
            case DATA -> piece();
        };
    }

    private int piece() {
        return (int) Math.min(PIECE, size - offset);
    }

    /** So many bytes are here. */
    void arrived(ByteBuf frame) throws ImageTooLargeException {
        switch (awaiting) {
            case GREETING -> greeting(frame);
            case EXPORT -> {
                size = frame.readLong();
                if (size < 0) {
                    wire.fail("the server tells an impossible size");
                    return;
                }
                wire.expect(size);
                ask();
            }
            case REPLY -> {
                int magic = frame.readInt();
                long error = frame.readUnsignedInt();
                if (magic != 0x67446698 || frame.readLong() != offset) {
                    wire.fail("the server does not keep to the NBD protocol");
                } else if (error != 0) {
                    wire.fail("the server can't read byte " + offset + " of \"" + export + "\": error " + error);
                } else {
                    awaiting = Awaiting.DATA;
                }
            }
            case DATA -> {
                offset += frame.readableBytes();
                wire.deliver(frame);
                ask();
            }
        }
    }

    private void greeting(ByteBuf frame) {
        if (frame.readLong() != GREETING || frame.readLong() != NEWSTYLE) {
            wire.fail("the server is no NBD server, or one that is too old to know exports");
            return;
        }
        int flags = frame.readUnsignedShort() & 3; // 1: fixed newstyle, 2: no zeroes behind the export; the same bits say yes
        zeroes = (flags & 2) == 0;
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        wire.send(Unpooled.buffer().writeInt(flags).writeLong(NEWSTYLE).writeInt(1).writeInt(name.length).writeBytes(name));
        awaiting = Awaiting.EXPORT;
    }

    /** A request has flags, a type (0 read, 2 disconnect), a cookie that comes back in its reply, an offset and a length. */
    private void ask() {
        boolean more = offset < size;
        wire.send(
                Unpooled.buffer().writeInt(0x25609513).writeShort(0).writeShort(more ? 0 : 2).writeLong(offset).writeLong(more ? offset : 0)
                        .writeInt(piece()));
        if (more) {
            awaiting = Awaiting.REPLY;
        } else {
            wire.done();
        }
    }
}
