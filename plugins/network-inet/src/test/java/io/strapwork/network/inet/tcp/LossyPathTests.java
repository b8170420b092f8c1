package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sender makes of a path with delay and loss, in virtual time: its processor costs nothing, so only the rules count. */
class LossyPathTests {
    private static final InetSocketAddress SERVER = new InetSocketAddress(VirtualWorld.address("10.0.2.2"), 80);

    private static TcpSettings with(Congestion congestion) {
        var usual = TcpSettings.USUAL;
        return new TcpSettings(usual.connectTimeout(), usual.giveUp(), usual.minimumTimeout(), usual.maximumTimeout(), usual.delayedAck(),
                usual.timeWait(), usual.orphan(), usual.receiveBufferBytes(), usual.sendBufferBytes(), usual.burstSegments(), congestion);
    }

    /** Sends as much as goes. */
    @Sharable
    private static final class Endless extends ChannelInboundHandlerAdapter {
        private final ByteBuf chunk = Unpooled.wrappedBuffer(new byte[64 << 10]);
        private boolean pause;
        private ChannelHandlerContext context;

        @Override
        public void channelActive(ChannelHandlerContext active) {
            context = active;
            channelWritabilityChanged(active);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext writable) {
            while (!pause && writable.channel().isActive() && writable.channel().isWritable()) {
                writable.writeAndFlush(chunk.retainedSlice());
            }
        }
    }

    private static final class Counter extends ChannelInboundHandlerAdapter {
        private long bytes;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            bytes += ((ByteBuf) message).readableBytes();
            ((ByteBuf) message).release();
        }
    }

    /** A download that never ends. */
    private static final class Download implements AutoCloseable {
        private final VirtualWorld world;
        private final Endless sender = new Endless();
        private final Counter receiver = new Counter();
        private final TcpConnections client;
        private final TcpConnections server;
        private final ChannelFuture connecting;

        Download(long seed, double loss, long roundTripMillis, Congestion congestion) {
            world = new VirtualWorld(seed);
            world.delayNanos = roundTripMillis * 500_000;
            client = world.engine("10.0.2.15", with(congestion));
            server = world.engine("10.0.2.2", with(congestion));
            new ServerBootstrap().group(world.loop).channelFactory(() -> new InetServerChannel(server))
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 << 10, 1 << 20)).childHandler(sender)
                    .bind(SERVER);
            connecting = new Bootstrap().group(world.loop).channelFactory(() -> new InetStreamChannel(client)).handler(receiver)
                    .connect(SERVER);
            assertTrue(world.run(Duration.ofSeconds(5), connecting::isSuccess));
            world.loss = loss;
        }

        TcpConnection atServer() {
            return server.find(SERVER.getAddress(), 80, (InetSocketAddress) connecting.channel().localAddress());
        }

        double megabytesASecond(int milliseconds) {
            long before = receiver.bytes;
            world.run(Duration.ofMillis(milliseconds));
            return (receiver.bytes - before) / 1e3 / milliseconds;
        }

        @Override
        public void close() {
            connecting.channel().close();
            sender.context.close();
            world.close();
            sender.chunk.release();
        }
    }

    /** Reno's law would allow 0.9 MB/s at the first: 1448 bytes * 1.22 / (20 ms * sqrt(0.01)). */
    @ParameterizedTest
    @CsvSource({"0.01, 20, 40", "0.01, 100, 5", "0.03, 20, 8"})
    void modelTakesRandomLossForThePathsNature(double loss, int roundTrip, double least) {
        try (var download = new Download(1, loss, roundTrip, Congestion.BBR)) {
            download.megabytesASecond(roundTrip * 15);
            double rate = download.megabytesASecond(roundTrip * 15);
            assertTrue(rate > least, () -> rate + " MB/s, " + download.atServer().sender().recovery().control());
        }
    }

    /** A router drops what its queue of 64 packets does not hold, at 10 MB/s: whoever pushes on loses every other packet. */
    @ParameterizedTest
    @EnumSource
    void fullQueueIsYieldedTo(Congestion congestion) {
        try (var download = new Download(1, 0, 20, congestion)) {
            var world = download.world;
            var free = new long[]{world.now()};
            var counts = new int[2];
            world.filter = packet -> {
                if (packet.payload.readableBytes() < 500) {
                    return true;
                }
                counts[0]++;
                if (free[0] - world.now() > 64 * 150_000) {
                    counts[1]++;
                } else {
                    free[0] = Math.max(free[0], world.now()) + 150_000;
                    later(world, packet, free[0] - world.now() + world.delayNanos);
                }
                return false;
            };
            download.megabytesASecond(600);
            counts[0] = 0;
            counts[1] = 0;
            double rate = download.megabytesASecond(1000);
            assertTrue(rate > 6 && rate < 10, () -> rate + " MB/s");
            assertTrue(counts[1] * 20 < counts[0], () -> counts[1] + " of " + counts[0] + " dropped");
        }
    }

    private static void later(VirtualWorld world, VirtualWorld.Packet packet, long delay) {
        world.inject(new VirtualWorld.Packet(packet.source, packet.destination, packet.payload.retainedDuplicate()), delay);
    }

    @ParameterizedTest
    @EnumSource
    void sameSeedSamePackets(Congestion congestion) {
        assertEquals(run(congestion), run(congestion));
    }

    private static String run(Congestion congestion) {
        try (var download = new Download(7, 0.03, 10, congestion)) {
            download.megabytesASecond(200);
            return download.receiver.bytes + " " + download.world.packets + " " + download.world.now();
        }
    }

    /** RFC 3522: the path stands still for longer than a timeout, and nothing is lost. */
    @ParameterizedTest
    @EnumSource
    void stallIsNoLoss(Congestion congestion) {
        try (var download = new Download(1, 0, 20, congestion)) {
            download.megabytesASecond(160);
            int before = download.atServer().sender().recovery().control().window();
            var world = download.world;
            long end = world.now() + 400_000_000;
            world.filter = packet -> {
                later(world, packet, Math.max(0, end - world.now()) + world.delayNanos);
                return false;
            };
            world.run(Duration.ofMillis(600));
            int after = download.atServer().sender().recovery().control().window();
            assertTrue(after >= before / 2, () -> before + " before, " + after + " after");
        }
    }

    /** No timer runs where there is nothing to do, and a pause costs no start from the bottom with a model. */
    @ParameterizedTest
    @EnumSource
    void idleConnectionIsSilent(Congestion congestion) {
        try (var download = new Download(1, 0.01, 20, congestion)) {
            download.megabytesASecond(500);
            download.sender.pause = true;
            var sender = download.atServer().sender();
            assertTrue(download.world.run(Duration.ofMinutes(1), () -> sender.queuedBytes() == 0));
            download.world.run(Duration.ofSeconds(1));
            int packets = download.world.packets;
            long bytes = download.receiver.bytes;
            int[] turns = new int[1];
            download.world.run(Duration.ofSeconds(20), () -> ++turns[0] < 0);
            assertEquals(packets, download.world.packets);
            assertTrue(turns[0] < 10, () -> turns[0] + " turns of the loop");
            download.sender.pause = false;
            download.sender.channelWritabilityChanged(download.sender.context);
            download.world.run(Duration.ofMillis(500));
            long rest = download.receiver.bytes - bytes;
            assertTrue(rest > (congestion == Congestion.BBR ? 5_000_000 : 200_000), () -> rest + " bytes");
        }
    }

    /** Timers and turns of the loop stay in proportion to what is sent. */
    @Test
    void paceIsNoStorm() {
        try (var download = new Download(1, 0.01, 20, Congestion.BBR)) {
            download.megabytesASecond(500);
            int packets = download.world.packets;
            int[] turns = new int[1];
            download.world.run(Duration.ofMillis(500), () -> ++turns[0] < 0);
            int sent = download.world.packets - packets;
            assertTrue(turns[0] < 2 * sent, () -> turns[0] + " turns for " + sent + " packets");
        }
    }

    /** RFC 2883: each segment comes twice, the receiver says so, and the sender takes it for no loss. */
    @Test
    void whatComesTwiceIsReported() {
        try (var download = new Download(1, 0, 20, Congestion.BBR)) {
            int[] reports = new int[1];
            download.world.duplicate = 1;
            download.world.filter = packet -> {
                TcpView view = packet.view();
                reports[0] += view.sack().length > 0 && Sequence.atMost(view.sack()[1], view.acknowledgement()) ? 1 : 0;
                return true;
            };
            download.megabytesASecond(100);
            assertTrue(reports[0] > 10, () -> reports[0] + " reports");
            assertEquals(0, download.atServer().sender().recovery().delivery().lost());
        }
    }
}
