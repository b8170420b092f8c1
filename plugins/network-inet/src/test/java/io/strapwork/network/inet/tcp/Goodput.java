package io.strapwork.network.inet.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.inet.ip.InetHost;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Measures goodput between two hosts in this process: {@code Goodput MTU MEGABYTES ROUNDS}. Not a test. */
public final class Goodput {
    private Goodput() {}

    /** One end of a pair of frame queues. */
    private static final class Port implements PolledHandle, InetHost.FrameOutput {
        final ConcurrentLinkedQueue<ByteBuf> in = new ConcurrentLinkedQueue<>();
        Port peer;
        BootLoop loop;
        InetHost host;

        @Override
        public boolean transmit(ByteBuf frame) {
            if (Boolean.getBoolean("trace")) {
                System.err.println(this.host + " " + frame
                        + io.netty.buffer.ByteBufUtil.hexDump(frame, frame.readerIndex(), Math.min(80, frame.readableBytes())));
            }
            peer.in.add(frame);
            return true;
        }

        @Override
        public void flush() {
            if (peer.loop != null) {
                peer.loop.wakeup();
            }
        }

        @Override
        public int poll(int budget) {
            int count = 0;
            for (ByteBuf frame; count < budget && (frame = in.poll()) != null; count++) {
                host.receive(frame, true);
            }
            if (count > 0) {
                host.receiveComplete();
            }
            return count;
        }

        @Override
        public boolean arm() {
            return in.isEmpty();
        }

        @Override
        public void disarm() {}

        @Override
        public long maxSleepNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {}

        @Override
        public void close() {
            host.close();
        }
    }

    private static TcpConnections end(Port port, String address, int mac, int mtu) throws Exception {
        port.loop = BootLoop.start("loop-" + address, BootClock.system());
        port.host = new InetHost(port.loop.eventLoop(), new MacAddress(mac), mtu, BootClock.system(), new Random(mac), port);
        port.loop.eventLoop().submit(() -> port.host
                .assign(IpConfiguration.of(VirtualWorld.address(address), 24))).get();
        return new TcpConnections(port.host, BootClock.system(), TcpSettings.USUAL);
    }

    public static void main(String[] arguments) throws Exception {
        int mtu = Integer.parseInt(arguments[0]);
        long bytes = Long.parseLong(arguments[1]) * 1_000_000;
        var a = new Port();
        var b = new Port();
        a.peer = b;
        b.peer = a;
        var client = end(a, "10.0.2.15", 2, mtu);
        var server = end(b, "10.0.2.2", 4, mtu);
        a.loop.eventLoop().register(a).sync();
        b.loop.eventLoop().register(b).sync();
        var chunk = Unpooled.directBuffer(256 << 10).writeZero(256 << 10);
        new ServerBootstrap().group(b.loop.eventLoop()).channelFactory(() -> new InetServerChannel(server))
                .childHandler(new ChannelInboundHandlerAdapter() {
                    private long left = bytes;

                    @Override
                    public boolean isSharable() {
                        return true;
                    }

                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        left = bytes;
                        fill(context);
                    }

                    @Override
                    public void channelWritabilityChanged(ChannelHandlerContext context) {
                        fill(context);
                    }

                    private void fill(ChannelHandlerContext context) {
                        while (left > 0 && context.channel().isWritable()) {
                            int part = (int) Math.min(left, 256 << 10);
                            left -= part;
                            var last = context.writeAndFlush(chunk.retainedSlice(0, part));
                            if (left == 0) {
                                last.addListener(f -> context.close());
                            }
                        }
                    }
                }).bind(new InetSocketAddress(VirtualWorld.address("10.0.2.2"), 80)).sync();
        for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
            var done = new CountDownLatch(1);
            var got = new long[1];
            long start = System.nanoTime();
            new Bootstrap().group(a.loop.eventLoop()).channelFactory(() -> new InetStreamChannel(client))
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext context, Object message) {
                            got[0] += ((ByteBuf) message).readableBytes();
                            ((ByteBuf) message).release();
                        }

                        @Override
                        public void channelInactive(ChannelHandlerContext context) {
                            done.countDown();
                        }
                    }).connect(new InetSocketAddress(VirtualWorld.address("10.0.2.2"), 80)).sync();
            done.await();
            System.out.printf("MTU %d: %d bytes, %.0f MB/s%n", mtu, got[0], got[0] * 1e3 / (System.nanoTime() - start));
        }
        a.loop.close();
        b.loop.close();
    }
}
