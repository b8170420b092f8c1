package ${package};

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;

/**
 * Hands out bootstraps for {@code [transport.tcp]}; put your channels here. These are the computer's own sockets, which wait by its clock: boots over them have no
 * virtual time.
 */
@TransportPlugin(id = "${id}", provides = "tcp", over = "host")
public final class ${className}Transport implements Transport, AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("${id}", true), NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    @Inject
    public ${className}Transport() {}

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(loop).channelFactory(this::channel).option(ChannelOption.TCP_NODELAY, true);
    }

    private Channel channel() {
        var channel = new NioSocketChannel();
        channels.add(channel);
        return channel;
    }

    /** Channels first: a loop that is told to end between two turns does not close them. */
    @Override
    public void close() {
        channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
