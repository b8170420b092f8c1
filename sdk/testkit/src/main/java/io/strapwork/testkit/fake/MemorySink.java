package io.strapwork.testkit.fake;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.io.ByteArrayOutputStream;
import org.apiguardian.api.API;

/** Keeps what is written, up to a limit. Refuses with {@link IllegalStateException} whatever comes after {@link #seal}. Any thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class MemorySink implements ImageSink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final long limit;
    private long expected = -1;
    private int restarts;
    private boolean sealed;
    private int late;

    /** Takes a gibibyte. */
    public MemorySink() {
        this(1L << 30);
    }

    /** @param limit bytes that it takes */
    public MemorySink(long limit) {
        this.limit = limit;
    }

    /** What was written since the last restart. */
    public synchronized byte[] content() {
        return content.toByteArray();
    }

    /** What was announced, -1 when nothing was. */
    public synchronized long expected() {
        return expected;
    }

    /** How often the server started over. */
    public synchronized int restarts() {
        return restarts;
    }

    /** The fetch has returned: nobody may use the sink any more. */
    public synchronized void seal() {
        sealed = true;
    }

    /** How often it was used after {@link #seal}. */
    public synchronized int late() {
        return late;
    }

    private void check() {
        if (sealed) {
            late++;
            throw new IllegalStateException("the sink is used after fetch has returned");
        }
    }

    @Override
    public synchronized void expect(long bytes) throws ImageTooLargeException {
        check();
        expected = bytes;
        if (bytes > limit) {
            throw new ImageTooLargeException(bytes, limit);
        }
    }

    @Override
    public synchronized void write(ByteBuf data) throws ImageTooLargeException {
        try {
            check();
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
    public synchronized long received() {
        return content.size();
    }

    @Override
    public synchronized void restart() {
        check();
        content.reset();
        restarts++;
    }
}
