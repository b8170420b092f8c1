package io.strapwork.testkit.fake;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** Sockets of the host as a transport, with a list of what was opened. One event loop; by the computer's clock. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class HostSockets implements Transport, AutoCloseable {
    private final Loop loop = new Loop();
    /** Counts by itself what is not released. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final Set<Opened> opened = ConcurrentHashMap.newKeySet();
    private final Supplier<Opened> kind;
    private final LoopWaits waits;

    /** A channel, and the computer's own below it. */
    private record Opened(Channel channel, SelectableChannel socket) {
        static Opened tcp() {
            try {
                var socket = SocketChannel.open();
                return new Opened(new NioSocketChannel(socket), socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static Opened udp() {
            try {
                var socket = DatagramChannel.open();
                return new Opened(new NioDatagramChannel(socket), socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private HostSockets(Supplier<Opened> kind) {
        this.kind = kind;
        this.waits = LoopWaits.of(loop.threadProperties().id());
    }

    public static HostSockets tcp() {
        return new HostSockets(Opened::tcp);
    }

    public static HostSockets udp() {
        return new HostSockets(Opened::udp);
    }

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(loop).option(ChannelOption.ALLOCATOR, allocator).resolver(DefaultAddressResolverGroup.INSTANCE)
                .channelFactory(() -> {
                    Opened made = kind.get();
                    opened.add(made);
                    return made.channel();
                });
    }

    /** The loop that all channels live on. */
    public EventExecutor loop() {
        return loop;
    }

    /** How long that loop has waited for something else than its sockets. */
    public LoopWaits waits() {
        return waits;
    }

    /** All channels so far, also closed ones. */
    public List<Channel> opened() {
        return channels().toList();
    }

    public boolean allClosed() {
        return channels().noneMatch(Channel::isOpen);
    }

    private Stream<Channel> channels() {
        return opened.stream().map(Opened::channel);
    }

    /** @throws AssertionError when a channel is still open after twenty seconds */
    public void awaitAllClosed() {
        for (Channel channel : opened()) {
            if (!channel.closeFuture().awaitUninterruptibly(20, TimeUnit.SECONDS)) {
                throw new AssertionError("still open: " + channel);
            }
        }
    }

    /** Lets the loop do all it has been given so far. @throws AssertionError when it can't within thirty seconds, because something blocks it */
    public void settle() {
        try {
            loop.submit(() -> {}).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("blocks the event loop: it does nothing for thirty seconds", e);
        }
    }

    /** What is left over, in words; empty when all channels are closed, all their buffers released, no timer runs, and nobody listens for the loop's end. */
    public List<String> leftOver() {
        var left = new ArrayList<String>();
        channels().filter(Channel::isOpen).forEach(channel -> left.add("ignores close: a channel is still open: " + channel));
        settle();
        if (loop.submit(loop::hasTimer).syncUninterruptibly().getNow()) {
            left.add("ignores close: a timer still runs on the event loop");
        }
        if (loop.end.isAwaited()) {
            left.add("ignores close: a listener still waits for the event loop to end");
        }
        long bytes = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
        if (bytes > 0 && left.isEmpty()) {
            left.add("leaks a buffer: buffers with " + bytes + " bytes were not released");
        }
        return left;
    }

    private static final class Loop extends SingleThreadIoEventLoop {
        private final End end = new End();

        private Loop() {
            super(null, new DefaultThreadFactory("host-sockets", true), NioIoHandler.newFactory());
            super.terminationFuture().addListener(_ -> end.setSuccess(null));
        }

        private boolean hasTimer() {
            return nextScheduledTaskDeadlineNanos() != -1;
        }

        @Override
        public Future<?> terminationFuture() {
            return end;
        }
    }

    /** Knows its listeners but those of Netty, whose resolvers stay with a loop. */
    private static final class End extends DefaultPromise<Void> {
        private final List<GenericFutureListener<?>> listeners = new CopyOnWriteArrayList<>();

        private End() {
            super(GlobalEventExecutor.INSTANCE);
        }

        private boolean isAwaited() {
            return listeners.stream().anyMatch(listener -> !listener.getClass().getName().startsWith("io.netty."));
        }

        @Override
        public Promise<Void> addListener(GenericFutureListener<? extends Future<? super Void>> listener) {
            listeners.add(listener);
            return super.addListener(listener);
        }

        @Override
        public Promise<Void> removeListener(GenericFutureListener<? extends Future<? super Void>> listener) {
            listeners.remove(listener);
            return super.removeListener(listener);
        }
    }

    /** Closes what is left and ends the loop. What another thread has registered with the loop's last tasks, nobody closes any more but this. */
    @Override
    public void close() {
        channels().filter(Channel::isRegistered).forEach(Channel::close);
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        for (Opened each : opened) {
            try {
                each.socket().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
