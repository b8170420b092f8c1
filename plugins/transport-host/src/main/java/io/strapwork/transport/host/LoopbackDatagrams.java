package io.strapwork.transport.host;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Exchanges the loopback's address and the one that stands for it, in both directions, so that an answer comes from where it was asked. */
@Sharable
final class LoopbackDatagrams extends ChannelDuplexHandler {
    private final LoopbackName loopback;

    LoopbackDatagrams(LoopbackName loopback) {
        this.loopback = loopback;
    }

    @Override
    public void connect(ChannelHandlerContext context, SocketAddress to, SocketAddress from, ChannelPromise promise) throws Exception {
        super.connect(context, to instanceof InetSocketAddress address ? loopback.inside(address) : to, from, promise);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof DatagramPacket packet && packet.recipient() != null && loopback.stands(packet.recipient())) {
            super.write(context, new DatagramPacket(packet.content(), loopback.inside(packet.recipient()), packet.sender()), promise);
        } else {
            super.write(context, message, promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof DatagramPacket packet && packet.sender() != null) {
            InetSocketAddress outside = loopback.outside(packet.sender());
            if (outside != packet.sender()) {
                super.channelRead(context, new DatagramPacket(packet.content(), packet.recipient(), outside));
                return;
            }
        }
        super.channelRead(context, message);
    }
}
