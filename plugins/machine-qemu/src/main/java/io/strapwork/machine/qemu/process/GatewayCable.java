package io.strapwork.machine.qemu.process;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.strapwork.network.gateway.Gateway;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cable between QEMU's card and a gateway: {@code -netdev stream} over a unix socket, each frame with its length in front (big-endian, 32 bits; QEMU net/stream.c). Runs on the
 * gateway's thread.
 */
public final class GatewayCable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayCable.class);
    private static final int LENGTH_BYTES = 4;
    /** QEMU's own limit, NET_BUFSIZE. */
    private static final int LARGEST_FRAME = 4096 + 65536;
    /** More than a guest takes in is lost, as in a switch. */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(8 << 20, 16 << 20);

    private volatile @Nullable Channel channel;
    private boolean flushing;

    /** The gateway's thread: takes a frame for the guest. */
    public void toGuest(ByteBuf frame) {
        Channel to = channel;
        if (to == null || !to.isWritable()) {
            frame.release();
            return;
        }
        to.write(to.alloc().ioBuffer(LENGTH_BYTES).writeInt(frame.readableBytes()), to.voidPromise());
        to.write(frame, to.voidPromise());
        if (!flushing) {
            flushing = true;
            to.eventLoop().execute(() -> {
                flushing = false;
                to.flush();
            });
        }
    }

    /** Owns the socket. */
    public void plug(SocketChannel socket, Gateway gateway) {
        var joined = new NioDomainSocketChannel(null, socket);
        joined.config().setWriteBufferWaterMark(MARKS);
        joined.pipeline().addLast(new Frames(), new ToGateway(gateway));
        gateway.eventLoop().register(joined).syncUninterruptibly();
        channel = joined;
    }

    @Override
    public void close() {
        Channel joined = channel;
        if (joined != null) {
            joined.close().awaitUninterruptibly(1000);
        }
    }

    /** Takes frames out of the stream. */
    static final class Frames extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            while (in.readableBytes() >= LENGTH_BYTES) {
                long length = in.getUnsignedInt(in.readerIndex());
                if (length > LARGEST_FRAME) {
                    LOG.warn("QEMU sent a frame of {} bytes; disconnecting the cable", length);
                    in.skipBytes(in.readableBytes());
                    context.close();
                    return;
                }
                if (in.readableBytes() < LENGTH_BYTES + length) {
                    return;
                }
                in.skipBytes(LENGTH_BYTES);
                // copied, for the gateway may keep a frame for long, and a slice would keep all of the stream's buffer
                ByteBuf frame = context.alloc().ioBuffer((int) length);
                frame.writeBytes(in, (int) length);
                out.add(frame);
            }
        }
    }

    private static final class ToGateway extends ChannelInboundHandlerAdapter {
        private final Gateway gateway;

        ToGateway(Gateway gateway) {
            this.gateway = gateway;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            gateway.fromGuest((ByteBuf) frame);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            gateway.flushFromGuest();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("the cable broke", cause);
            context.close();
        }
    }
}
