package io.strapwork.api.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
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

    /**
     * The next bytes, from somebody who can put them where they are wanted, which may spare a copy.
     *
     * @param bytes how many, more than 0
     * @throws ImageTooLargeException when there are more bytes than can be taken
     * @throws FetchException         what the filling throws; none of the bytes counts
     */
    default void fill(int bytes, Filling filling) throws ImageTooLargeException, FetchException {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
        try {
            filling.fill(MemorySegment.ofBuffer(buffer.nioBuffer(0, bytes)));
            write(buffer.writerIndex(bytes).retain());
        } finally {
            buffer.release();
        }
    }

    /** Who fills memory that is a sink's. */
    @FunctionalInterface
    interface Filling {
        /** Writes all of the memory, which is lent until this returns. What was there before is undefined. */
        void fill(MemorySegment memory) throws FetchException;
    }

    /** Bytes so far: where a resumed fetch goes on. */
    long received();

    /** Forgets what was received: the server starts over. */
    void restart();
}
