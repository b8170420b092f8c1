package io.strapwork.transport.tls;

import java.io.ByteArrayOutputStream;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;

/** Keeps what is written, up to a limit. */
final class MemorySink implements ImageSink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final long limit;
    long expected = -1;
    int restarts;

    MemorySink(long limit) {
        this.limit = limit;
    }

    MemorySink() {
        this(1L << 30);
    }

    byte[] content() {
        return content.toByteArray();
    }

    @Override
    public void expect(long bytes) throws ImageTooLargeException {
        expected = bytes;
        if (bytes > limit) {
            throw new ImageTooLargeException(bytes, limit);
        }
    }

    @Override
    public void write(ByteBuf data) throws ImageTooLargeException {
        try {
            if (content.size() + data.readableBytes() > limit) {
                throw new ImageTooLargeException(content.size() + data.readableBytes(), limit);
            }
            byte[] bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            content.writeBytes(bytes);
        } finally {
            data.release();
        }
    }

    @Override
    public long received() {
        return content.size();
    }

    @Override
    public void restart() {
        content.reset();
        restarts++;
    }
}
