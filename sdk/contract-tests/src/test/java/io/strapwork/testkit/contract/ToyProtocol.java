package io.strapwork.testkit.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConcurrentProtocol;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A protocol over TCP: one line is asked, the length and the bytes come. Each fault is a bug that plugins have had. */
class ToyProtocol implements ConcurrentProtocol, AutoCloseable {
    enum Fault {
        NONE, LEAKS_BUFFER, LEAVES_CHANNEL, LEAVES_TIMER, LEAVES_LISTENER, SWALLOWS_INTERRUPT, BLOCKS_LOOP, MUTABLE_STATIC, WRITES_LATE, RAW_EXCEPTION, TELLS_PASSWORD, SHORT_IS_FINE, CLOSES_ONCE, OTHER_FAMILY, READS_PAST, SLEEPS_READING, NO_FAREWELL, ONE_SINK, CLOSES_ALL
    }

    private final Transport tcp;
    private final Fault fault;
    private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();
    private volatile @Nullable ImageSink latest;
    private boolean closed;

    ToyProtocol(Transport tcp, Fault fault) {
        this.tcp = tcp;
        this.fault = fault;
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        var done = new CompletableFuture<Void>();
        latest = into;
        var handler = new Handler(() -> fault == Fault.ONE_SINK ? Objects.requireNonNull(latest) : into, done);
        ChannelFuture connect = tcp.bootstrap().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000).handler(handler)
                .connect("127.0.0.1", from.port().orElseThrow());
        Channel channel = connect.channel();
        connect.addListener(connected -> {
            if (!connected.isSuccess()) {
                done.completeExceptionally(connected.cause());
            }
        });
        boolean well = false;
        try {
            done.get(3, TimeUnit.SECONDS);
            well = true;
        } catch (InterruptedException e) {
            if (fault != Fault.SWALLOWS_INTERRUPT) {
                Thread.currentThread().interrupt();
            }
            throw failed(from, "the fetch was interrupted");
        } catch (TimeoutException e) {
            throw failed(from, "the server says nothing");
        } catch (ExecutionException e) {
            if (fault == Fault.READS_PAST && into.received() == 0) {
                Unpooled.wrappedBuffer(new byte[3]).readInt(); // the head of an answer that is shorter
            }
            if (fault == Fault.RAW_EXCEPTION) {
                throw new IllegalStateException(e.getCause());
            }
            throw failed(from, "the fetch ended early");
        } finally {
            if (fault == Fault.LEAVES_TIMER) {
                channel.eventLoop().schedule(() -> {}, 1, TimeUnit.HOURS);
            }
            if (fault == Fault.LEAVES_LISTENER) {
                channel.eventLoop().terminationFuture().addListener(_ -> done.cancel(false));
            }
            if (fault != Fault.LEAVES_CHANNEL || well) {
                channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
            }
            if (fault == Fault.WRITES_LATE) {
                writeLate(channel.eventLoop(), into, 100_000);
            }
        }
    }

    /** Nothing, again and again, until somebody minds: so that the first of it that is late comes for sure after the end. */
    private static void writeLate(EventLoop loop, ImageSink into, int turns) {
        loop.execute(() -> {
            try {
                into.write(Unpooled.EMPTY_BUFFER);
            } catch (ImageTooLargeException | IllegalStateException e) {
                return;
            }
            if (turns > 0) {
                writeLate(loop, into, turns - 1);
            }
        });
    }

    private FetchException failed(BootUri from, String what) {
        String where = fault == Fault.TELLS_PASSWORD ? from.withCredentials() : from.toString();
        return new FetchException(new Problem(fault == Fault.OTHER_FAMILY ? "SW-N999" : "SW-F999", Blame.PEER, where, what, ""));
    }

    @Override
    public void close() {
        if (closed && fault == Fault.CLOSES_ONCE) {
            throw new IllegalStateException("closed already");
        }
        closed = true;
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        private final Supplier<ImageSink> sink;
        private final CompletableFuture<Void> done;
        private final ByteBuf head = Unpooled.buffer(4);
        private int left = -1;

        private Handler(Supplier<ImageSink> sink, CompletableFuture<Void> done) {
            this.sink = sink;
            this.done = done;
        }

        /** On the loop, before it connects: whoever begins later closes what the server has seen. */
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (fault == Fault.CLOSES_ALL) {
                channels.forEach(Channel::close);
                channels.add(context.channel());
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer("GET\n", StandardCharsets.US_ASCII));
            if (fault == Fault.BLOCKS_LOOP) {
                Blocking.wait(Duration.ofSeconds(4));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws ImageTooLargeException {
            var bytes = (ByteBuf) message;
            try {
                while (left < 0 && bytes.isReadable()) {
                    head.writeByte(bytes.readByte());
                    if (head.readableBytes() == 4) {
                        left = head.readInt();
                        if (left < 0 || left > 1 << 20) {
                            throw new IllegalStateException("a length of " + left);
                        }
                        sink.get().expect(left);
                    }
                }
                int now = Math.min(Math.max(left, 0), bytes.readableBytes());
                if (now > 0) {
                    left -= now;
                    sink.get().write(bytes.readRetainedSlice(now));
                }
                if (fault == Fault.SLEEPS_READING) {
                    Blocking.wait(Duration.ofMillis(300));
                }
                if (left == 0 && fault != Fault.NO_FAREWELL) {
                    context.writeAndFlush(Unpooled.copiedBuffer("BYE\n", StandardCharsets.US_ASCII));
                }
                if (left == 0) {
                    done.complete(null);
                }
            } finally {
                if (fault != Fault.LEAKS_BUFFER) {
                    bytes.release();
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            done.completeExceptionally(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (fault == Fault.SHORT_IS_FINE && left >= 0) {
                done.complete(null);
            } else {
                done.completeExceptionally(new IllegalStateException("closed by the server"));
            }
        }
    }
}

/** Keeps the sink for all boots at once. */
final class SharingProtocol extends ToyProtocol {
    private static volatile ImageSink shared;

    SharingProtocol(Transport tcp) {
        super(tcp, Fault.NONE);
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        shared = into;
        super.fetch(from, new ImageSink() {
            @Override
            public void expect(long bytes) throws ImageTooLargeException {
                shared.expect(bytes);
            }

            @Override
            public void write(ByteBuf data) throws ImageTooLargeException {
                shared.write(data);
            }

            @Override
            public long received() {
                return shared.received();
            }

            @Override
            public void restart() {
                shared.restart();
            }
        });
    }
}
