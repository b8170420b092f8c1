package io.strapwork.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.network.inet.tcp.InetServerChannel;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Goodput of one connection between two threads, in MiB each second: over our TCP with large and with Ethernet's frames, and, as the limit, over the kernel's TCP on
 * loopback with the same handlers on both ends.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class GoodputBenchmark {
    private static final int MEBIBYTES = 64;
    private static final int CHUNK = 256 << 10;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 1 << 20);

    /** The MTU of our network, or the kernel's loopback. */
    @Param({"65510", "1500", "kernel"})
    public String network = "";

    @Param({"plain", "tls"})
    public String security = "";

    private final ByteBuf chunk = Unpooled.directBuffer(CHUNK).writeZero(CHUNK);
    private @Nullable Wire wire;
    private @Nullable MultiThreadIoEventLoopGroup kernel;
    private @Nullable Channel listener;
    private @Nullable Bootstrap client;
    private @Nullable SslContext clientTls;
    private @Nullable SslContext serverTls;
    private InetSocketAddress server = new InetSocketAddress(0);

    @Setup
    public void open() throws IOException {
        if (security.equals("tls")) {
            Path folder = Files.createTempDirectory("strapwork-benchmark");
            TlsIdentity identity = TlsIdentity.ensure(folder);
            serverTls = identity.serverContext();
            clientTls = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(identity.authority())
                    .endpointIdentificationAlgorithm("").build();
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        var listening = new ServerBootstrap().childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (serverTls != null) {
                            channel.pipeline().addLast(serverTls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new Source());
                    }
                });
        var connecting = new Bootstrap();
        InetSocketAddress at;
        if (network.equals("kernel")) {
            var loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
            kernel = loops;
            listening.group(loops).channel(NioServerSocketChannel.class);
            connecting.group(loops).channel(NioSocketChannel.class);
            at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        } else {
            var fresh = new Wire(Integer.parseInt(network));
            wire = fresh;
            listening.group(fresh.server().network().loop()).channelFactory(() -> new InetServerChannel(fresh.server()));
            connecting.group(fresh.client().network().loop()).channelFactory(() -> new InetStreamChannel(fresh.client()));
            at = new InetSocketAddress(Wire.SERVER, 80);
        }
        client = connecting;
        listener = listening.bind(at).syncUninterruptibly().channel();
        server = (InetSocketAddress) listener.localAddress();
    }

    @TearDown
    public void close() {
        if (wire != null) {
            wire.close();
        }
        if (kernel != null) {
            // a server socket that only its loop's end closes may go on listening
            if (listener != null) {
                listener.close().syncUninterruptibly();
            }
            kernel.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        chunk.release();
    }

    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public long goodput() {
        Bootstrap from = client;
        if (from == null) {
            throw new IllegalStateException("not open");
        }
        var got = new CompletableFuture<Long>();
        from.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (clientTls != null) {
                    channel.pipeline().addLast(clientTls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new Drain(got));
            }
        }).connect(server).syncUninterruptibly();
        long bytes = got.join();
        if (bytes != (long) MEBIBYTES << 20) {
            throw new IllegalStateException("got " + bytes + " bytes");
        }
        return bytes;
    }

    /** Writes as fast as the channel takes it, then closes. */
    private final class Source extends ChannelInboundHandlerAdapter {
        private long left = (long) MEBIBYTES << 20;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            fill(context);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            fill(context);
        }

        private void fill(ChannelHandlerContext context) {
            while (left > 0 && context.channel().isWritable()) {
                left -= CHUNK;
                boolean last = left == 0;
                var written = context.writeAndFlush(chunk.retainedSlice());
                if (last) {
                    written.addListener(_ -> context.close());
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
