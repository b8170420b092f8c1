package io.strapwork.network.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One end of a relayed connection: passes on what it reads, as long as the other end takes it. Both ends are on one event loop. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RelayHandler.class);

    private @Nullable Channel other;
    private @Nullable RelayHandler otherHandler;
    private @Nullable ChannelHandlerContext own;
    private boolean inputEnded;
    private boolean reset;
    private boolean flowing;

    void relayTo(Channel channel, RelayHandler handler) {
        this.other = channel;
        this.otherHandler = handler;
    }

    boolean isFlowing() {
        return flowing;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        own = context;
    }

    /** Whichever end comes up last starts both: what one reads before would have nowhere to go. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel peer = other;
        RelayHandler handler = otherHandler;
        if (peer != null && peer.isActive() && handler != null && handler.own != null) {
            flowing = true;
            handler.flowing = true;
            context.read();
            handler.own.read();
        }
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel peer = other;
        if (message instanceof ByteBuf bytes && peer != null && peer.isActive()) {
            peer.write(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Channel peer = other;
        if (peer != null) {
            peer.flush();
            if (peer.isWritable()) {
                context.read();
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        RelayHandler source = otherHandler;
        if (context.channel().isWritable() && source != null && source.own != null && !source.inputEnded) {
            source.own.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            endOutputOfOther();
        }
        context.fireUserEventTriggered(event);
    }

    /** Behind all that was written before. */
    private void endOutputOfOther() {
        if (!(other instanceof DuplexChannel peer) || !peer.isActive()) {
            return;
        }
        boolean last = otherHandler != null && otherHandler.inputEnded;
        peer.writeAndFlush(peer.alloc().buffer(0)).addListener(_ -> peer.shutdownOutput().addListener(done -> {
            if (last || !done.isSuccess()) {
                peer.close();
            }
        }));
        if (last && own != null) {
            closeWhenWritten(own.channel());
        }
    }

    private static void closeWhenWritten(Channel channel) {
        if (channel.isActive()) {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** A connection that ends without FIN was reset, and so is the other then. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Channel peer = other;
        if (peer != null && peer.isOpen()) {
            if (reset || !inputEnded) {
                peer.config().setOption(ChannelOption.SO_LINGER, 0);
                peer.close();
            } else {
                closeWhenWritten(peer);
            }
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("relayed connection {}: {}", context.channel(), cause.toString());
        reset |= cause instanceof IOException;
        context.close();
    }
}
