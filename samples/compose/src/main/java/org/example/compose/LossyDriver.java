package org.example.compose;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.link.NetworkCard;
import io.strapwork.api.bus.ChannelSubsystem;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** A card on the channel subsystem that loses frames, whatever machine it is in. */
@DriverPlugin(id = "lossy-ccw", bus = "ccw")
public final class LossyDriver implements LinkDriver<ChannelSubsystem> {
    private final LossyOptions options;
    private final LinkDriver<ChannelSubsystem> card;

    @Inject
    public LossyDriver(LossyOptions options, @Named("virtio-ccw") LinkDriver<ChannelSubsystem> card) {
        this.options = options;
        this.card = card;
    }

    @Override
    public Class<ChannelSubsystem> bus() {
        return card.bus();
    }

    @Override
    public Link open(ChannelSubsystem bus, Runnable interrupted) {
        return new Lossy(card.open(bus, interrupted), options.every());
    }

    /** Loses frames on their way out. */
    private static final class Lossy implements Link {
        private final Link link;
        private final int every;
        private int frames;

        Lossy(Link link, int every) {
            this.link = link;
            this.every = every;
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            if (++frames % every == 0) {
                frame.release(); // it was ours from the call on
                return true; // a wire does not tell
            }
            return link.transmit(frame);
        }

        @Override
        public NetworkCard card() {
            return link.card();
        }

        @Override
        public int receive(FrameSink sink, int budget) {
            return link.receive(sink, budget);
        }

        @Override
        public void flush() {
            link.flush();
        }
    }
}
