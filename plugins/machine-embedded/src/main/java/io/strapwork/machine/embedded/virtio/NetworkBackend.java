package io.strapwork.machine.embedded.virtio;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The network that the card's cable ends in. */
public interface NetworkBackend extends AutoCloseable {
    /** Takes a frame from the guest and owns it from then on. */
    void send(ByteBuf frame);

    /** The frames sent since the last flush are all for now. */
    void flush();

    /** The thread that hands frames to the guest. */
    Executor executor();

    /** No frame reaches the guest afterwards. May be called twice. */
    @Override
    void close();

    /** Plugs the cable in. */
    @FunctionalInterface
    interface Cable {
        /**
         * Called once.
         *
         * @param toGuest takes each frame for the guest, on the network's own thread, and owns it
         */
        NetworkBackend plug(GuestEnd toGuest);
    }

    /** Where the network puts frames for the guest in. */
    interface GuestEnd extends Consumer<ByteBuf> {
        /**
         * As {@link #accept}, a frame whose checksum is unfinished: its field holds the sum of the pseudo header.
         *
         * @param start  where the summed part begins, in bytes behind the reader index
         * @param offset of the checksum field behind {@code start}
         */
        void acceptPartial(ByteBuf frame, int start, int offset);
    }
}
