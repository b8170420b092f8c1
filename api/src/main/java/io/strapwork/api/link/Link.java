package io.strapwork.api.link;

import io.netty.buffer.ByteBuf;
import org.apiguardian.api.API;

/**
 * A source and a sink of Ethernet frames, from the destination address on, without preamble and checksum. All methods are called on the thread of the boot's
 * {@link io.strapwork.api.time.BootLoop}; {@link #card()} and {@link #facts()} on any. A link around another gives the other's card away as its own.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Link {
    /** Where the frames come from: always the same. A driver may well be both, link and card, in one class. */
    NetworkCard card();

    /**
     * Hands over at most {@code budget} received frames and returns how many. Frames that arrived broken are dropped and counted.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the device breaks its protocol; the link is dead from then on
     */
    int receive(FrameSink sink, int budget);

    /**
     * Takes a frame, always its owner from then on. Returns false when it was dropped because the ring is full: protocols above
     * see that as loss.
     */
    boolean transmit(ByteBuf frame);

    /** Tells the device about frames transmitted since the last flush, with one notification. */
    void flush();

    default LinkFacts facts() {
        return card().facts();
    }
}
