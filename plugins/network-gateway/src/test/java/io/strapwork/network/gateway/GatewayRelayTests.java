package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class GatewayRelayTests {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void megabytesGoThereAndBack() throws Exception {
        var bytes = new byte[5_000_000];
        new Random(6).nextBytes(bytes);
        try (var server = new ServerSocket(0, 1, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            // reads all until the guest's end of output, then sends it back: half-closing works both ways
            FutureTask<Boolean> echo = later(() -> {
                try (Socket socket = server.accept()) {
                    byte[] all = socket.getInputStream().readAllBytes();
                    socket.getOutputStream().write(all);
                }
                return true;
            });
            var collector = new Collector();
            Channel channel = connect(guest, collector, server.getLocalPort()).sync().channel();
            channel.writeAndFlush(Unpooled.copiedBuffer(bytes)).sync();
            ((DuplexChannel) channel).shutdownOutput().sync();
            assertArrayEquals(bytes, collector.all.get(40, TimeUnit.SECONDS));
            assertTrue(echo.get());
            channel.close().sync();
        }
    }

    @Test
    void aSlowReaderHoldsTheWriterBack() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            int total = 64 << 20;
            FutureTask<Boolean> writer = later(() -> {
                try (Socket socket = server.accept()) {
                    OutputStream out = socket.getOutputStream();
                    var block = new byte[1 << 20];
                    for (int i = 0; i < total; i += block.length) {
                        out.write(block);
                    }
                }
                return true;
            });
            var counter = new Counter();
            Channel channel = guest.connecting(counter).option(ChannelOption.AUTO_READ, false)
                    .connect(new InetSocketAddress(TestGuest.HOST, server.getLocalPort())).sync().channel();
            // A writer that were not held back would be done long before the reader's first read arrives at half of it.
            channel.read();
            counter.first.get(20, TimeUnit.SECONDS);
            assertTrue(!writer.isDone(), "64 MiB have vanished into buffers");
            channel.config().setAutoRead(true);
            int count = counter.done.get(50, TimeUnit.SECONDS);
            assertTrue(writer.get(1, TimeUnit.SECONDS));
            assertEquals(total, count);
            channel.close().sync();
        }
    }

    @Test
    void closedPortsLookClosed() throws Exception {
        // taken, so that nobody else listens there meanwhile
        try (var bound = new Socket(); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            bound.bind(new InetSocketAddress(LOOPBACK, 0));
            assertInstanceOf(ConnectException.class, connect(guest, new Collector(), bound.getLocalPort()).awaitUninterruptibly().cause());
        }
    }

    @Test
    void withoutRelayAllPortsAreClosed() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard().withRelay(false))) {
            assertInstanceOf(ConnectException.class, connect(guest, new Collector(), server.getLocalPort()).awaitUninterruptibly().cause());
        }
    }

    @Test
    void theNameServersAddressIsNotRelayed() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            ChannelFuture connected = guest.connecting(new Collector())
                    .connect(new InetSocketAddress(TestGuest.DNS, server.getLocalPort()));
            assertInstanceOf(ConnectException.class, connected.awaitUninterruptibly().cause());
        }
    }

    @Test
    void resetsArePassedOn() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            FutureTask<Boolean> resetting = later(() -> {
                Socket socket = server.accept();
                assertEquals('x', socket.getInputStream().read());
                socket.setSoLinger(true, 0);
                socket.close();
                return true;
            });
            var collector = new Collector();
            Channel channel = connect(guest, collector, server.getLocalPort()).sync().channel();
            channel.writeAndFlush(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII)).sync();
            assertTrue(resetting.get());
            Throwable cause = collector.all.handle((_, failure) -> failure).get(20, TimeUnit.SECONDS);
            assertInstanceOf(java.io.IOException.class, cause);
        }
    }

    @Test
    void theGuestsResetReachesTheServer() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            FutureTask<String> reading = later(() -> {
                try (Socket socket = server.accept(); InputStream in = socket.getInputStream()) {
                    in.read();
                    return "end at " + in.read();
                } catch (java.net.SocketException e) {
                    return "reset";
                }
            });
            Channel channel = connect(guest, new Collector(), server.getLocalPort()).sync().channel();
            channel.writeAndFlush(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII)).sync();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close().sync();
            assertEquals("reset", reading.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void datagramsComeBackFromWhateverPortAnswers() throws Exception {
        try (var asked = new DatagramSocket(0, LOOPBACK);
                var answering = new DatagramSocket(0, LOOPBACK);
                var guest = TestGuest.plugged(GatewaySettings.standard())) {
            later(() -> {
                var packet = new java.net.DatagramPacket(new byte[65535], 65535);
                asked.receive(packet);
                answering.send(new java.net.DatagramPacket(packet.getData(), packet.getLength(), packet.getSocketAddress()));
                // what is then sent to the new port arrives there, from the same port as before
                int port = packet.getPort();
                answering.receive(packet);
                assertEquals(port, packet.getPort());
                answering.send(new java.net.DatagramPacket("again".getBytes(StandardCharsets.US_ASCII), 5, packet.getSocketAddress()));
                return true;
            });
            TestGuest.Socket socket = guest.socket(0);
            var large = new byte[20_000];
            new Random(2).nextBytes(large);
            socket.send(Unpooled.wrappedBuffer(large), new InetSocketAddress(TestGuest.HOST, asked.getLocalPort()));
            DatagramPacket answer = socket.next();
            assertEquals(new InetSocketAddress(TestGuest.HOST, answering.getLocalPort()), answer.sender());
            assertNotEquals(asked.getLocalPort(), answer.sender().getPort());
            assertArrayEquals(large, ByteBufUtil.getBytes(answer.content()));
            socket.send(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII), answer.sender());
            assertEquals("again", socket.next().content().toString(StandardCharsets.US_ASCII));
        }
    }

    /** The relay's own socket may have the port that a guest sends to, as any free port of the system. */
    @Test
    void aGuestDoesNotHearItself() throws Exception {
        try (var server = new DatagramSocket(0, LOOPBACK); var guest = TestGuest.plugged(GatewaySettings.standard())) {
            TestGuest.Socket socket = guest.socket(0);
            var place = new InetSocketAddress(TestGuest.HOST, server.getLocalPort());
            socket.send(Unpooled.copiedBuffer("one", StandardCharsets.US_ASCII), place);
            var packet = new java.net.DatagramPacket(new byte[100], 100);
            server.receive(packet);
            socket.send(Unpooled.copiedBuffer("myself", StandardCharsets.US_ASCII),
                    new InetSocketAddress(TestGuest.HOST, packet.getPort()));
            socket.send(Unpooled.copiedBuffer("two", StandardCharsets.US_ASCII), place);
            server.receive(packet);
            server.send(new java.net.DatagramPacket("answer".getBytes(StandardCharsets.US_ASCII), 6, packet.getSocketAddress()));
            DatagramPacket answer = socket.next();
            assertEquals("answer", answer.content().toString(StandardCharsets.US_ASCII));
            assertEquals(place, answer.sender());
        }
    }

    private static ChannelFuture connect(TestGuest guest, Collector collector, int port) {
        return guest.connecting(collector).option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .connect(new InetSocketAddress(TestGuest.HOST, port));
    }

    private static <T> FutureTask<T> later(Callable<T> task) {
        var future = new FutureTask<>(task);
        Thread.ofPlatform().daemon().name("test-server").start(future);
        return future;
    }

    private static final class Collector extends SimpleChannelInboundHandler<ByteBuf> {
        private final CompletableFuture<byte[]> all = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                all.complete(bytes.toByteArray());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            all.completeExceptionally(new AssertionError("closed after " + bytes.size() + " bytes"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            all.completeExceptionally(cause);
        }
    }

    private static final class Counter extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Boolean> first = new CompletableFuture<>();
        private final CompletableFuture<Integer> done = new CompletableFuture<>();
        private int count;

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            done.completeExceptionally(cause);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var part = (ByteBuf) message;
            count += part.readableBytes();
            part.release();
            first.complete(true);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            done.complete(count);
        }
    }
}
