package io.strapwork.testkit.contract;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.resolver.NoopAddressResolverGroup;
import io.strapwork.api.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another transport's channels, with something in between that has a bug that transports have had. */
class ToyTransport implements Transport, AutoCloseable {
    enum Fault {
        NONE, LOSES_BYTES, CHANGES_BYTES, LEAKS_BUFFER, LEAKS_LATE_WRITES, BLOCKS_LOOP, IGNORES_CLOSE, HIDES_THE_END, READS_UNASKED, HANGS_WHEN_REFUSED, LATE_WRITES_SUCCEED, SHARES_BOOTSTRAP, LOOP_EACH, NO_NAMES, MUTABLE_STATIC, WRONG_KIND, CUTS_DATAGRAMS, READS_PAST, WRONG_SENDER, TOO_LARGE_DATAGRAMS, KEEPS_PORTS
    }

    private final List<EventLoopGroup> loops = new ArrayList<>();
    private final Transport plain;
    private final Fault fault;
    private Bootstrap shared;

    /** @param other of the other kind */
    ToyTransport(Transport right, Transport other, Fault fault) {
        this.plain = fault == Fault.WRONG_KIND ? other : right;
        this.fault = fault;
    }

    @Override
    public synchronized Bootstrap bootstrap() {
        if (fault == Fault.SHARES_BOOTSTRAP && shared != null) {
            return shared;
        }
        var config = plain.bootstrap().config();
        EventLoopGroup group = config.group();
        if (fault == Fault.LOOP_EACH) {
            group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            loops.add(group);
        }
        shared = new Bootstrap().group(group).channelFactory(() -> channel(config.channelFactory().newChannel()))
                .resolver(fault == Fault.NO_NAMES ? NoopAddressResolverGroup.INSTANCE : config.resolver());
        return shared;
    }

    private Channel channel(Channel channel) {
        if (fault != Fault.NONE) {
            channel.pipeline().addFirst(new Between(fault));
        }
        return channel;
    }

    @Override
    public int datagramBytes() {
        return fault == Fault.TOO_LARGE_DATAGRAMS ? 100_000 : 1472;
    }

    @Override
    public void close() {
        loops.forEach(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }

    private static final class Between extends ChannelDuplexHandler {
        private final Fault fault;
        private int count;

        private Between(Fault fault) {
            this.fault = fault;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            super.channelActive(context);
            if (fault == Fault.BLOCKS_LOOP) {
                context.executor().execute(() -> Blocking.wait(Duration.ofSeconds(5)));
            }
            if (fault == Fault.READS_UNASKED) {
                context.channel().config().setAutoRead(true);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof DatagramPacket packet) {
                context.fireChannelRead(datagram(packet));
                return;
            }
            var bytes = (ByteBuf) message;
            if (fault == Fault.LOSES_BYTES && count++ == 2) {
                bytes.release();
                return;
            }
            if (fault == Fault.CHANGES_BYTES && bytes.isReadable()) {
                bytes.setByte(bytes.readerIndex(), bytes.getByte(bytes.readerIndex()) ^ 1);
            }
            context.fireChannelRead(bytes);
        }

        private DatagramPacket datagram(DatagramPacket packet) {
            ByteBuf content = packet.content();
            return switch (fault) {
                case CUTS_DATAGRAMS -> new DatagramPacket(content.readSlice(Math.min(1000, content.readableBytes())), packet.recipient(),
                        packet.sender());
                case READS_PAST -> new DatagramPacket(Unpooled.wrappedBuffer(content, Unpooled.wrappedBuffer(new byte[9])),
                        packet.recipient(), packet.sender());
                case WRONG_SENDER -> new DatagramPacket(content, packet.recipient(), new InetSocketAddress("127.0.0.1", 1));
                default -> packet;
            };
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            if (fault != Fault.HIDES_THE_END) {
                super.channelInactive(context);
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (fault == Fault.LEAKS_BUFFER) {
                ((ByteBuf) message).retain();
            }
            super.write(context, message, promise);
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
            if (fault == Fault.IGNORES_CLOSE || fault == Fault.KEEPS_PORTS) {
                promise.setSuccess();
            } else {
                super.close(context, promise);
            }
        }

        @Override
        public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            ChannelPromise inner = fault == Fault.HANGS_WHEN_REFUSED ? context.newPromise() : promise;
            context.connect(remote, local, inner);
            if (inner != promise) {
                inner.addListener(done -> {
                    if (done.isSuccess()) {
                        promise.setSuccess();
                    }
                });
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (fault == Fault.LATE_WRITES_SUCCEED || fault == Fault.LEAKS_LATE_WRITES) {
                context.channel().pipeline().addLast(new Late(fault));
            }
        }
    }

    /** Stays when the channel is closed. */
    private static final class Late extends ChannelDuplexHandler {
        private final Fault fault;

        private Late(Fault fault) {
            this.fault = fault;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (fault == Fault.LATE_WRITES_SUCCEED) {
                ((ByteBuf) message).release();
                promise.setSuccess();
            } else {
                promise.setFailure(new java.nio.channels.ClosedChannelException());
            }
        }
    }
}

/** Shares its loop with all boots. */
final class SharingTransport extends ToyTransport {
    private static List<Channel> all = new ArrayList<>();

    SharingTransport(Transport plain) {
        super(plain, plain, Fault.NONE);
    }

    @Override
    public synchronized Bootstrap bootstrap() {
        all = new ArrayList<>(all);
        return super.bootstrap();
    }
}
