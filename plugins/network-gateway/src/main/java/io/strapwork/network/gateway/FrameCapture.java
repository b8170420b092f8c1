package io.strapwork.network.gateway;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lends frames to whoever looks on, who must not cost the guest one: after a failure no more are lent. One thread. */
public final class FrameCapture {
    private static final Logger LOG = LoggerFactory.getLogger(FrameCapture.class);

    private Optional<Consumer<ByteBuf>> to;

    public FrameCapture(Optional<Consumer<ByteBuf>> to) {
        this.to = to;
    }

    /** @param frame stays the caller's */
    public void lend(ByteBuf frame) {
        if (to.isPresent()) {
            try {
                to.get().accept(frame);
            } catch (RuntimeException e) {
                LOG.debug("the capture failed; it records no more frames", e);
                to = Optional.empty();
            }
        }
    }
}
