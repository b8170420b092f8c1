package io.strapwork.testkit.fake;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.strapwork.api.transport.Transport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Sockets of the host as a transport, with a list of what was opened. One event loop; by the computer's clock. */
public final class HostSockets implements Transport, AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Set<Channel> opened = ConcurrentHashMap.newKeySet();
    private final Supplier<Channel> kind;

    private HostSockets(Supplier<Channel> kind) {
        this.kind = kind;
    }

    public static HostSockets tcp() {
        return new HostSockets(NioSocketChannel::new);
    }

    public static HostSockets udp() {
        return new HostSockets(NioDatagramChannel::new);
    }

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(group).resolver(DefaultAddressResolverGroup.INSTANCE).channelFactory(() -> {
            Channel channel = kind.get();
            opened.add(channel);
            return channel;
        });
    }

    /** The loop that all channels live on. */
    public EventExecutor loop() {
        return group.next();
    }

    /** All channels so far, also closed ones. */
    public List<Channel> opened() {
        return List.copyOf(opened);
    }

    public boolean allClosed() {
        return opened.stream().noneMatch(Channel::isOpen);
    }

    /** @throws AssertionError when a channel is still open after twenty seconds */
    public void awaitAllClosed() {
        for (Channel channel : opened) {
            if (!channel.closeFuture().awaitUninterruptibly(20, TimeUnit.SECONDS)) {
                throw new AssertionError("still open: " + channel);
            }
        }
    }

    /** Lets the loop do all it has been given so far. @throws AssertionError when it can't within ten seconds, because something blocks it */
    public void settle() {
        try {
            loop().submit(() -> {}).get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the event loop is blocked", e);
        }
    }

    /** Closes what is left and ends the loop. */
    @Override
    public void close() {
        opened.forEach(Channel::close);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
