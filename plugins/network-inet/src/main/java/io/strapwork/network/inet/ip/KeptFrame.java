package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A piece of a frame that is kept after the frame: as a slice, or as a copy where the slice would pin much more than itself. A peer chooses how large a frame is around its few bytes, so budgets that
 * count bytes would not hold otherwise.
 */
public final class KeptFrame {
    /** Pieces below are always copied. */
    private static final int SMALL = 512;
    /** Headers and rounding: what a frame may have besides. */
    private static final int ASIDE = 512;

    private KeptFrame() {}

    /** The piece, the caller's own. @param frame only lent */
    public static ByteBuf of(ByteBuf frame, int index, int bytes) {
        return bytes < SMALL || pins(frame) > 2L * bytes + ASIDE
                ? PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(frame, index, bytes)
                : frame.retainedSlice(index, bytes);
    }

    private static int pins(ByteBuf frame) {
        ByteBuf at = frame;
        for (ByteBuf below = at.unwrap(); below != null; below = at.unwrap()) {
            at = below;
        }
        return at.capacity();
    }
}
