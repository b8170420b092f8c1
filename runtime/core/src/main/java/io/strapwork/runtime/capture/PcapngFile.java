package io.strapwork.runtime.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.time.BootClock;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes frames as a capture file with a comment (draft-ietf-opsawg-pcapng: section header, one Ethernet interface with nanoseconds, enhanced packets, with comments of their own where there is a {@link #note}). A file that can't be written any further
 * ends with the last whole block that was; the frames go their way without it, and {@link #failure} tells.
 */
public final class PcapngFile implements Consumer<ByteBuf>, AutoCloseable {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int END_OF_OPTIONS = 4;
    private static final int ETHERNET = 1;
    private static final int LONGEST_NOTE = 1000;

    private static final int PENDING_BYTES = 1 << 16;

    private final FileOutputStream file;
    private final BootClock clock;
    /** Whole blocks that are not in the file yet. */
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(2 * PENDING_BYTES);
    private long written;
    private int frames;
    private boolean closed;
    /** For the next frame; empty for none. */
    private String note = "";
    private Optional<IOException> failure = Optional.empty();

    /** Creates or replaces the file. */
    public PcapngFile(Path file, String comment, BootClock clock) throws IOException {
        this(open(file), comment, clock);
    }

    PcapngFile(FileOutputStream file, String comment, BootClock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        block(SECTION_HEADER, body(4096).putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1),
                option(OPTION_COMMENT, comment.getBytes(StandardCharsets.UTF_8)));
        block(INTERFACE, body(4096).putShort((short) ETHERNET).putShort((short) 0).putInt(0),
                option(OPTION_NAME, "guest".getBytes(StandardCharsets.UTF_8)), option(OPTION_RESOLUTION, new byte[]{9}));
        flush();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Not by a channel, which an interrupt of the boot would close; but with the reasons that {@link Files} tells. */
    private static FileOutputStream open(Path file) throws IOException {
        try {
            return new FileOutputStream(file.toFile());
        } catch (FileNotFoundException e) {
            Files.newOutputStream(file).close();
            throw e;
        }
    }

    /** Any thread. */
    @Override
    public synchronized void accept(ByteBuf frame) {
        if (closed || failure.isPresent()) {
            return;
        }
        Instant now = clock.now();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        int bytes = frame.readableBytes();
        byte[] comment = note.isEmpty() ? new byte[0] : option(OPTION_COMMENT, note.getBytes(StandardCharsets.UTF_8));
        note = "";
        int length = 32 + padded(bytes) + (comment.length == 0 ? 0 : comment.length + END_OF_OPTIONS);
        pending.writeBytes(
                body(28).putInt(ENHANCED_PACKET).putInt(length).putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos).putInt(bytes)
                        .putInt(bytes).array());
        pending.writeBytes(ByteBufUtil.getBytes(frame));
        pending.writeBytes(new byte[padded(bytes) - bytes]);
        if (comment.length > 0) {
            pending.writeBytes(comment);
            pending.writeBytes(new byte[END_OF_OPTIONS]);
        }
        pending.writeBytes(body(4).putInt(length).array());
        frames++;
        if (pending.size() >= PENDING_BYTES) {
            flush();
        }
    }

    /** A comment for the next frame, in place of one that no frame has taken. Any thread. */
    public synchronized void note(String text) {
        note = Printable.line(text, LONGEST_NOTE);
    }

    private void flush() {
        try {
            pending.writeTo(file);
            written += pending.size();
            pending.reset();
        } catch (IOException e) {
            failure = Optional.of(e);
            endAtWholeBlock();
        }
    }

    private void endAtWholeBlock() {
        try (file) {
            file.getChannel().truncate(written);
        } catch (IOException e) {
            // It is no file that could be cut: a device or a pipe.
        }
    }

    /** Why the file is not whole, if it is not; known for certain once it is closed. */
    public synchronized Optional<IOException> failure() {
        return failure;
    }

    /** How many were taken; those that came last may not be in the file when it could not be written. */
    public synchronized int frames() {
        return frames;
    }

    private static ByteBuffer body(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    private static byte[] option(int code, byte[] value) {
        return body(4 + padded(value.length)).putShort((short) code).putShort((short) value.length).put(value).array();
    }

    private void block(int type, ByteBuffer body, byte[]... options) {
        int length = 12 + body.position() + END_OF_OPTIONS;
        for (byte[] option : options) {
            length += option.length;
        }
        pending.writeBytes(body(8).putInt(type).putInt(length).array());
        pending.write(body.array(), 0, body.position());
        for (byte[] option : options) {
            pending.writeBytes(option);
        }
        pending.writeBytes(new byte[END_OF_OPTIONS]);
        pending.writeBytes(body(4).putInt(length).array());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (failure.isEmpty()) {
            flush();
        }
        try {
            file.close();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
        }
    }
}
