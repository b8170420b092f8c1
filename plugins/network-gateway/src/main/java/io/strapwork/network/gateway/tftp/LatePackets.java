package io.strapwork.network.gateway.tftp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the port of a transfer that has ended, as TIME-WAIT does (RFC 9293 3.6.1): a late copy of an acknowledgement ends here, where it would otherwise find the port
 * free, and be relayed to whoever has it on this computer. Owns channel and timer.
 */
final class LatePackets extends SimpleChannelInboundHandler<DatagramPacket> {
    /** Longer than any link delays a packet that is worth a boot. */
    static final Duration KEPT = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(LatePackets.class);

    private @Nullable Future<?> timer;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> context.close(), KEPT.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        LOG.trace("{} bytes from {} are late: the transfer has ended", packet.content().readableBytes(), packet.sender());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("after a TFTP transfer: {}", cause.toString());
    }
}
