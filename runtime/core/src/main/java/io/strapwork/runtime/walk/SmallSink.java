package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.io.ByteArrayOutputStream;

/** A small file, on the heap. The loop writes, the boot's thread reads when the fetch is over. */
final class SmallSink implements ImageSink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final long limit;
    private final boolean head;
    private boolean enough;
    private boolean over;

    /** @param head whether what comes behind the limit is not wanted; it is too much otherwise */
    SmallSink(long limit, boolean head) {
        this.limit = limit;
        this.head = head;
    }

    @Override
    public synchronized void expect(long bytes) throws ImageTooLargeException {
        if (!head && bytes > limit) {
            over = true;
            throw new ImageTooLargeException(bytes, limit);
        }
    }

    @Override
    public synchronized void write(ByteBuf data) throws ImageTooLargeException {
        try {
            long room = limit - content.size();
            int taken = (int) Math.min(room, data.readableBytes());
            byte[] bytes = new byte[taken];
            data.readBytes(bytes);
            content.writeBytes(bytes);
            if (data.isReadable()) {
                enough = head;
                over = !head;
                throw new ImageTooLargeException(content.size() + (long) data.readableBytes(), limit);
            }
        } finally {
            data.release();
        }
    }

    @Override
    public synchronized void restart() {
        content.reset();
    }

    @Override
    public synchronized long received() {
        return content.size();
    }

    long limit() {
        return limit;
    }

    synchronized boolean isEnough() {
        return enough;
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized byte[] content() {
        return content.toByteArray();
    }
}
