package io.strapwork.api.fetch;

import io.netty.buffer.ByteBuf;
import org.apiguardian.api.API;

/**
 * Where a fetched image goes: counts, caps, hashes and stores off heap. Used by one thread at a time, usually the channel's loop, and by nobody after {@code fetch}
 * has returned.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface ImageSink {
    /**
     * The whole length in bytes, once it is known; may be told again if it stays the same.
     *
     * @throws ImageTooLargeException when so much can't be taken
     */
    void expect(long bytes) throws ImageTooLargeException;

    /**
     * The next bytes. Takes the buffer in any case.
     *
     * @throws ImageTooLargeException when there are more bytes than can be taken
     */
    void write(ByteBuf data) throws ImageTooLargeException;

    /** Bytes so far: where a resumed fetch goes on. */
    long received();

    /** Forgets what was received: the server starts over. */
    void restart();
}
