package io.strapwork.api.link;

import io.netty.buffer.ByteBuf;
import org.apiguardian.api.API;

/** Where received frames go, on the loop's thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface FrameSink {
    /**
     * Takes a frame.
     *
     * @param frame   the sink's own
     * @param checked whether its TCP or UDP checksum needs no verification: the device has checked it, or the frame never left the computer and the field may even
     *                be unfinished. False where the device says nothing
     */
    void frame(ByteBuf frame, boolean checked);
}
