package io.strapwork.transport.tls;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.strapwork.api.transport.Transport;

/** Sockets of the host, with a list of what is open. */
final class HostTcp implements Transport, AutoCloseable {
    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final Set<Channel> opened = ConcurrentHashMap.newKeySet();

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(group).resolver(DefaultAddressResolverGroup.INSTANCE).channelFactory(() -> {
            var channel = new NioSocketChannel();
            opened.add(channel);
            return channel;
        });
    }

    boolean allClosed() {
        return opened.stream().noneMatch(Channel::isOpen);
    }

    void awaitAllClosed() {
        for (Channel channel : opened) {
            if (!channel.closeFuture().awaitUninterruptibly(20, TimeUnit.SECONDS)) {
                throw new AssertionError("still open: " + channel);
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
