package io.strapwork.benchmarks.tcp;

import io.netty.buffer.ByteBuf;

/** Who is at one end of a link. */
interface LinkEnd {
    /** A frame has come over the link; the end owns it. Any thread. */
    void deliver(ByteBuf frame);

    /** Where what the end sends goes from now on. */
    void connect(FrameTaker link);

    /** Takes a frame that an end sends, and owns it. Any thread. */
    @FunctionalInterface
    interface FrameTaker {
        void take(ByteBuf frame);
    }
}
