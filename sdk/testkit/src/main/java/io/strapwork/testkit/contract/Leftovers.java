package io.strapwork.testkit.contract;

import io.netty.buffer.ByteBuf;
import java.util.Collection;

/** Buffers that somebody should have released. */
final class Leftovers {
    private Leftovers() {}

    /** Releases what is still held, so that Netty's leak detector keeps quiet of what the contract tells anyway. Returns how many were. */
    static long release(Collection<ByteBuf> buffers) {
        long held = 0;
        for (ByteBuf buffer : buffers) {
            if (buffer.refCnt() > 0) {
                held++;
                buffer.release(buffer.refCnt());
            }
        }
        return held;
    }
}
