package io.strapwork.api.link;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * A network card as a source and a sink of Ethernet frames, from the destination address on, without preamble and checksum. All methods
 * are called on the thread of the boot's {@link io.strapwork.api.time.BootLoop}, except {@link #quiesce}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Link {
    LinkFacts facts();

    /**
     * Hands over at most {@code budget} received frames and returns how many. Each buffer is the consumer's own. Frames that arrived broken are dropped and counted.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the device breaks its protocol; the link is dead from then on
     */
    int receive(Consumer<ByteBuf> frames, int budget);

    /**
     * Whether the frame that {@link #receive} is handing over needs no verification of its TCP or UDP checksum: the device has checked it, or it never left the computer and
     * its checksum field may even be unfinished. To be asked by the consumer, frame by frame.
     */
    default boolean checked() {
        return facts().receivesChecked();
    }

    /**
     * Takes a frame, always its owner from then on. Returns false when it was dropped because the ring is full: protocols above
     * see that as loss.
     */
    boolean transmit(ByteBuf frame);

    /** Tells the device about frames transmitted since the last flush, with one notification. */
    void flush();

    /** Interrupt again from now on. Returns false when frames are waiting already. */
    boolean armInterrupt();

    /** No interrupts from now on. */
    void disarmInterrupt();

    /** Resets the device, so that it never touches guest memory again. On the boot's own thread, after its loop has ended. May be called twice. */
    void quiesce();
}
