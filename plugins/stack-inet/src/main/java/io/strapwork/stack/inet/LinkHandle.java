package io.strapwork.stack.inet;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.inet.ip.InetHost;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves frames between a link and a host, on the loop. A link that fails ends the host. */
final class LinkHandle implements PolledHandle, InetHost.FrameOutput {
    private static final Logger LOG = LoggerFactory.getLogger(LinkHandle.class);

    private final Link link;
    private final @Nullable InterruptingCard card;
    private final long maxSleepNanos;
    private final FrameSink frames = this::receive;
    private @Nullable InetHost host;
    private boolean dead;

    LinkHandle(Link link) {
        this.link = link;
        card = link.card() instanceof InterruptingCard interrupting ? interrupting : null;
        maxSleepNanos = link.facts().maxSleepNanos();
    }

    void attach(InetHost to) {
        host = to;
    }

    @Override
    public int poll(int budget) {
        if (dead) {
            return 0;
        }
        try {
            int count = link.receive(frames, budget);
            if (count > 0) {
                host().receiveComplete();
            }
            return count;
        } catch (RuntimeException | Error e) {
            fail(e);
            return 0;
        }
    }

    @Override
    public boolean arm() {
        if (dead || card == null) {
            return true;
        }
        try {
            return card.armInterrupt();
        } catch (RuntimeException | Error e) {
            fail(e);
            return true;
        }
    }

    @Override
    public void disarm() {
        if (dead || card == null) {
            return;
        }
        try {
            card.disarmInterrupt();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public long maxSleepNanos() {
        return dead ? Long.MAX_VALUE : maxSleepNanos;
    }

    @Override
    public boolean transmit(ByteBuf frame) {
        if (dead) {
            frame.release();
            return false;
        }
        try {
            return link.transmit(frame);
        } catch (RuntimeException | Error e) {
            fail(e);
            return false;
        }
    }

    @Override
    public void flush() {
        if (dead) {
            return;
        }
        try {
            link.flush();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        throw new IllegalStateException("a polled handle has no events");
    }

    /** The loop ends; last words of the host's users still go out. */
    @Override
    public void close() {
        host().close();
        dead = true;
    }

    private void receive(ByteBuf frame, boolean checked) {
        host().receive(frame, checked);
    }

    /** Later, since the host may be in the middle of sending. Also of what nobody foresaw: it would end the loop, and the boot would wait for ever. */
    private void fail(Throwable thrown) {
        dead = true;
        LOG.debug("the link failed", thrown);
        StrapworkException reason = thrown instanceof StrapworkException known ? known : unforeseen(thrown);
        host().loop().execute(() -> host().fail(reason));
    }

    private StrapworkException unforeseen(Throwable thrown) {
        String place = Problem.thrownAt(thrown).map(at -> " at " + at).orElse("");
        return new StrapworkException(new Problem("SW-N103", Blame.BUG, link.facts().location() + place,
                "the network card's driver or the IP stack failed: " + thrown,
                "run again with --verbose for the full trace, and report it"), thrown);
    }

    private InetHost host() {
        return Objects.requireNonNull(host);
    }
}
