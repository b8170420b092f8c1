package io.strapwork.runtime.capture;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.time.BootClock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes frames as a capture file with a comment (draft-ietf-opsawg-pcapng: section header, one Ethernet interface with nanoseconds, enhanced packets). */
public final class PcapngFile implements Consumer<ByteBuf>, AutoCloseable {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int ETHERNET = 1;

    private final OutputStream out;
    private final BootClock clock;
    private int frames;

    /** Creates or replaces the file. */
    public PcapngFile(Path file, String comment, BootClock clock) throws IOException {
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        this.clock = clock;
        block(SECTION_HEADER, body(4096).putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1),
                option(OPTION_COMMENT, comment.getBytes(StandardCharsets.UTF_8)));
        block(INTERFACE, body(4096).putShort((short) ETHERNET).putShort((short) 0).putInt(0),
                option(OPTION_NAME, "guest".getBytes(StandardCharsets.UTF_8)), option(OPTION_RESOLUTION, new byte[]{9}));
    }

    /** Any thread. */
    @Override
    public synchronized void accept(ByteBuf frame) {
        Instant now = clock.now();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        int bytes = frame.readableBytes();
        int length = 32 + padded(bytes);
        try {
            out.write(
                    body(28).putInt(ENHANCED_PACKET).putInt(length).putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos).putInt(bytes)
                            .putInt(bytes).array());
            frame.getBytes(frame.readerIndex(), out, bytes);
            out.write(new byte[padded(bytes) - bytes]);
            out.write(body(4).putInt(length).array());
            frames++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many were written. */
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

    private void block(int type, ByteBuffer body, byte[]... options) throws IOException {
        int length = 12 + body.position() + 4;
        for (byte[] option : options) {
            length += option.length;
        }
        out.write(body(8).putInt(type).putInt(length).array());
        out.write(body.array(), 0, body.position());
        for (byte[] option : options) {
            out.write(option);
        }
        out.write(new byte[4]); // end of options
        out.write(body(4).putInt(length).array());
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
