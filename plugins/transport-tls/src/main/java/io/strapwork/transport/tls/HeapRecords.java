package io.strapwork.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;

/**
 * Collects what comes in on the heap. The JDK's AES-GCM takes a record there in one call, and anywhere else in pieces of 512 bytes, each copied to the heap and back. The one copy that this takes is the
 * one that records need anyway, since they do not end where segments do.
 */
final class HeapRecords implements Cumulator {
    /** Two records of RFC 8446 5.2, so that one that comes in small segments is not copied with each of them. */
    private static final int LEAST_BYTES = 2 * (16384 + 256 + 5);

    /** Takes both buffers; the result is the caller's. */
    @Override
    public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf held, ByteBuf next) {
        ByteBuf target = held;
        try {
            if (!held.hasArray() || held.isReadOnly() || held.refCnt() > 1 || held.writableBytes() < next.readableBytes()) {
                target = allocator.heapBuffer(Math.max(LEAST_BYTES, held.readableBytes() + next.readableBytes()));
                target.writeBytes(held);
                held.release();
            }
            target.writeBytes(next);
            return target;
        } finally {
            next.release();
        }
    }
}
