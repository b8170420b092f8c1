package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class TcpTransferTests {
    private static final InetSocketAddress SERVER = new InetSocketAddress(VirtualWorld.address("10.0.2.2"), 80);

    /** Sends a number of bytes, then FIN; sums what comes. */
    static final class Party extends ChannelInboundHandlerAdapter {
        final CRC32C sent = new CRC32C();
        final CRC32C received = new CRC32C();
        final Random random;
        int toSend;
        long got;
        boolean ended;
        boolean closed;
        Throwable failure;
        Channel channel;
        final boolean slow;
        final int most;

        Party(long seed, int toSend, boolean slow, int most) {
            this.random = new Random(seed);
            this.toSend = toSend;
            this.slow = slow;
            this.most = most;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            fill(context);
            if (slow) {
                context.channel().config().setAutoRead(false);
                readLater(context);
            } else {
                context.read();
            }
        }

        private void readLater(ChannelHandlerContext context) {
            context.executor().schedule(() -> {
                context.read();
                if (!closed) {
                    readLater(context);
                }
            }, random.nextInt(5_000_000), TimeUnit.NANOSECONDS);
        }

        private void fill(ChannelHandlerContext context) {
            if (toSend < 0) {
                return;
            }
            while (toSend > 0 && context.channel().isWritable()) {
                int part = Math.min(toSend, 1 + random.nextInt(most));
                var array = new byte[part];
                random.nextBytes(array);
                sent.update(array);
                toSend -= part;
                ByteBuf data = context.alloc().buffer(part).writeBytes(array);
                context.write(data);
            }
            context.flush();
            if (toSend == 0) {
                toSend = -1;
                context.write(context.alloc().buffer(0)).addListener(f -> ((InetStreamChannel) context.channel()).shutdownOutput());
                context.flush();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            fill(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var data = (ByteBuf) message;
            got += data.readableBytes();
            for (var part : data.nioBuffers()) {
                received.update(part);
            }
            data.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == io.netty.channel.socket.ChannelInputShutdownEvent.INSTANCE) {
                ended = true;
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closed = true;
        }
    }

    static void exchange(VirtualWorld world, TcpSettings settings, Party client, Party server, Duration limit) {
        var a = world.engine("10.0.2.15", settings);
        var b = world.engine("10.0.2.2", settings);
        var listening = new ServerBootstrap().group(world.loop).channelFactory(() -> new InetServerChannel(b))
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 64 << 10))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(server);
                    }
                }).bind(SERVER);
        var connecting = new Bootstrap().group(world.loop).channelFactory(() -> new InetStreamChannel(a))
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true).handler(client).connect(SERVER);
        boolean done = world.run(limit, () -> client.ended && server.ended || client.failure != null || server.failure != null
                || connecting.isDone() && !connecting.isSuccess());
        assertEquals(null, client.failure);
        assertEquals(null, server.failure);
        assertTrue(connecting.isSuccess(), () -> "not connected: " + connecting.cause());
        assertTrue(done,
                () -> "stuck: client got " + client.got + ", server got " + server.got + " " + a.find(VirtualWorld.address("10.0.2.15"),
                        ((InetSocketAddress) connecting.channel().localAddress()).getPort(), SERVER));
        assertEquals(server.sent.getValue(), client.received.getValue(), "what the client got");
        assertEquals(client.sent.getValue(), server.received.getValue(), "what the server got");
        client.channel.close();
        server.channel.close();
        listening.channel().close();
        assertTrue(world.run(Duration.ofMinutes(10), () -> a.size() == 0 && b.size() == 0),
                () -> "left over: " + a.size() + ", " + b.size());
        assertTrue(world.hosts.values().stream().allMatch(host -> host.ports.isEmpty()), "ports left over");
    }

    @Test
    void bothWaysOnAPerfectWire() {
        try (var world = new VirtualWorld(1)) {
            exchange(world, TcpSettings.USUAL, new Party(2, 3_000_000, false, 100_000), new Party(3, 5_000_000, false, 100_000),
                    Duration.ofSeconds(60));
        }
    }

    /** Loss, duplicates, reordering, jitter, small windows, slow readers, both ways. */
    static void oneSeed(long seed) {
        var random = new Random(seed);
        try (var world = new VirtualWorld(seed)) {
            world.mtu = random.nextInt(4) == 0 ? 9000 : random.nextInt(5) == 0 ? 576 : 1500;
            world.loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.2;
            world.duplicate = random.nextInt(2) == 0 ? 0 : random.nextDouble() * 0.2;
            world.reorder = random.nextInt(2) == 0 ? 0 : random.nextDouble() * 0.3;
            world.delayNanos = 1_000 + random.nextInt(random.nextBoolean() ? 100_000 : 30_000_000);
            world.jitterNanos = random.nextBoolean() ? 0 : 1 + random.nextInt(10_000_000);
            var usual = TcpSettings.USUAL;
            var settings = new TcpSettings(Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMillis(50 + random.nextInt(300)),
                    Duration.ofSeconds(10), usual.delayedAck(), Duration.ofMillis(random.nextInt(2000)), Duration.ofMinutes(3),
                    2048 << random.nextInt(11), 2048 << random.nextInt(11), 1 + random.nextInt(200),
                    seed % 2 == 0 ? Congestion.CUBIC : Congestion.BBR);
            int bytes = 1 << random.nextInt(18);
            int most = 1 << random.nextInt(15);
            boolean slow = random.nextInt(3) == 0;
            exchange(world, settings, new Party(seed * 3, random.nextInt(bytes), slow, most),
                    new Party(seed * 3 + 1, random.nextInt(bytes), slow && random.nextBoolean(), most), Duration.ofHours(2));
        }
    }

    @Test
    void manySeedsOfABadWire() {
        for (long seed = 1; seed <= Long.getLong("tcp.seeds", 40); seed++) {
            try {
                oneSeed(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
