package io.strapwork.network.gateway.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file on its way to one client, from a port of its own. Owns timer and file, and the channel until it leaves it to {@link LatePackets}. */
final class TftpTransfer extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(TftpTransfer.class);
    /** For the headers of UDP, IP and Ethernet, so that a block is not copied to get them. */
    private static final int HEADROOM = 64;
    private static final int HEADER = 4;

    private final InetSocketAddress client;
    private final TftpMessage.Request request;
    private final BlockSource source;
    private final TftpTerms terms;
    private final TftpServerSteps steps;
    private final Watcher watcher;
    private TftpServerState state = new TftpServerState.Offering(0);
    private boolean acknowledged;
    private @Nullable Future<?> timer;

    /** Told once of each, on the event loop. */
    interface Watcher {
        /** The client acknowledged something of this transfer. */
        void chosen(TftpTransfer transfer);

        /** Its port may still get what is late. */
        void ended(TftpTransfer transfer);
    }

    TftpTransfer(InetSocketAddress client, TftpMessage.Request request, BlockSource source, TftpTerms terms, Watcher watcher) {
        this.client = client;
        this.request = request;
        this.source = source;
        this.terms = terms;
        this.steps = new TftpServerSteps(terms, source.blocks());
        this.watcher = watcher;
    }

    InetSocketAddress client() {
        return client;
    }

    /** Whether a request is this transfer's own once more, sent again because the first answer was slow. */
    boolean isRepeated(InetSocketAddress from, TftpMessage.Request again) {
        return !acknowledged && from.equals(client) && again.equals(request);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        take(context, steps.start());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        try {
            TftpMessage message = TftpMessage.parse(packet.content());
            if (packet.sender().equals(client)) {
                received(context, message);
            } else if (!(message instanceof TftpMessage.Failure)) {
                // RFC 1350 4: this doesn't disturb the transfer.
                ByteBuf out = context.alloc().buffer();
                TftpMessage.writeError(out, TftpMessage.ErrorCode.UNKNOWN_TRANSFER, "not your transfer");
                context.writeAndFlush(new DatagramPacket(out, packet.sender()));
            }
        } catch (TftpFormatException e) {
            LOG.debug("TFTP packet from {} ignored: {}", packet.sender(), e.getMessage());
        }
    }

    private void received(ChannelHandlerContext context, TftpMessage message) {
        if (message instanceof TftpMessage.Acknowledgement && !acknowledged) {
            acknowledged = true;
            watcher.chosen(this);
        }
        take(context, steps.next(state, new TftpServerSteps.Event.Received(message)));
    }

    private void take(ChannelHandlerContext context, TftpServerSteps.Step step) {
        LOG.trace("{} {}: {} {}", client, request.file(), step.reason(), step.state());
        state = step.state();
        try {
            step.effect().ifPresent(effect -> perform(context, effect));
        } catch (java.io.UncheckedIOException e) {
            LOG.warn("{} could not be sent completely: {}", request.file(), String.valueOf(e.getCause()));
            perform(context, new TftpServerSteps.Effect.SendError(TftpMessage.ErrorCode.NOT_DEFINED, "the file can't be read"));
            state = new TftpServerState.Ended("unreadable");
        }
        if (context.isRemoved()) {
            return; // sending it met an error that has ended this
        }
        if (state instanceof TftpServerState.Ended(String reason)) {
            end(context, reason);
        } else if (step.restart()) {
            restart(context);
        }
    }

    /** The client has begun another one. */
    void leave(Channel channel) {
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (context != null) {
            end(context, "the client began anew");
        }
    }

    private void end(ChannelHandlerContext context, String reason) {
        LOG.debug("TFTP transfer of {} to {} ended: {}", request.file(), client, reason);
        context.pipeline().replace(this, null, new LatePackets());
        watcher.ended(this);
    }

    private void restart(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = context.executor().schedule(() -> take(context, steps.next(state, new TftpServerSteps.Event.TimedOut())),
                steps.patience(state).toNanos(), TimeUnit.NANOSECONDS);
    }

    private void perform(ChannelHandlerContext context, TftpServerSteps.Effect effect) {
        switch (effect) {
            case TftpServerSteps.Effect.SendOptions() -> {
                ByteBuf out = context.alloc().buffer();
                TftpMessage.writeOptions(out, terms.agreed());
                context.write(new DatagramPacket(out, client));
            }
            case TftpServerSteps.Effect.SendBlocks(long from, long to) -> {
                for (long number = from; number <= to; number++) {
                    context.write(new DatagramPacket(block(context, number), client));
                }
            }
            case TftpServerSteps.Effect.SendError(TftpMessage.ErrorCode code, String text) -> {
                ByteBuf out = context.alloc().buffer();
                TftpMessage.writeError(out, code, text);
                context.write(new DatagramPacket(out, client));
            }
        }
        context.flush();
    }

    private ByteBuf block(ChannelHandlerContext context, long number) {
        ByteBuf out = context.alloc().directBuffer(HEADROOM + HEADER + terms.blockBytes());
        try {
            out.setIndex(HEADROOM, HEADROOM);
            out.writeShort(TftpMessage.DATA).writeShort((int) (number & 0xffff));
            source.write(number, out);
            return out.retain();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            out.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        source.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean passing = cause instanceof IOException && !(cause instanceof PortUnreachableException);
        if (passing) {
            LOG.debug("TFTP transfer of {} to {}: {}", request.file(), client, cause.toString());
        } else {
            end(context, cause.toString());
        }
    }
}
