package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.time.BootClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes frames as a capture file (draft-ietf-opsawg-pcap, nanosecond magic, link type Ethernet). */
public final class PcapFile implements Consumer<ByteBuf>, AutoCloseable {
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int LONGEST_FRAME = 262_144;

    private final OutputStream out;
    private final BootClock clock;

    /** Creates or replaces the file. */
    public PcapFile(Path file, BootClock clock) throws IOException {
        this.out = new java.io.BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        this.clock = clock;
        out.write(little(24).putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(LONGEST_FRAME)
                .putInt(LINKTYPE_ETHERNET).array());
    }

    /** Any thread. */
    @Override
    public synchronized void accept(ByteBuf frame) {
        Instant now = clock.now();
        int bytes = frame.readableBytes();
        try {
            out.write(little(16).putInt((int) now.getEpochSecond()).putInt(now.getNano()).putInt(bytes).putInt(bytes).array());
            frame.getBytes(frame.readerIndex(), out, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
