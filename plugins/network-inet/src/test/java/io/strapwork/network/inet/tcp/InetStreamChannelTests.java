package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.stream.ChunkedStream;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.strapwork.api.stack.PacketListener.Unreachable;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class InetStreamChannelTests {
    private static final InetSocketAddress SERVER = new InetSocketAddress(VirtualWorld.address("10.0.2.2"), 80);
    private final VirtualWorld world = new VirtualWorld(5);
    private final TcpConnections client = world.engine("10.0.2.15", TcpSettings.USUAL);
    private final TcpConnections server = world.engine("10.0.2.2", TcpSettings.USUAL);
    private final Recorder atClient = new Recorder();
    private final Recorder atServer = new Recorder();

    @AfterEach
    void close() {
        world.close();
        assertEquals(0, client.size() + server.size());
        atClient.release();
        atServer.release();
    }

    private static final class Recorder extends ChannelInboundHandlerAdapter {
        final List<String> events = new ArrayList<>();
        final ByteBuf bytes = Unpooled.buffer();
        Throwable cause;
        Channel channel;

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            channel = context.channel();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            events.add("active");
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            events.add("inactive");
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            bytes.writeBytes((ByteBuf) message);
            ((ByteBuf) message).release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                events.add("end");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            cause = thrown;
        }

        void release() {
            bytes.release();
        }
    }

    private ServerBootstrap serving() {
        return new ServerBootstrap().group(world.loop).channelFactory(() -> new InetServerChannel(server)).childHandler(atServer);
    }

    private Bootstrap connecting() {
        return new Bootstrap().group(world.loop).channelFactory(() -> new InetStreamChannel(client)).handler(atClient);
    }

    private void establish() {
        establish(serving(), connecting());
    }

    private void establish(ServerBootstrap serving, Bootstrap connecting) {
        serving.bind(SERVER);
        connecting.connect(SERVER);
        assertTrue(world.run(Duration.ofSeconds(5), () -> atClient.events.contains("active") && atServer.events.contains("active")));
    }

    private Throwable failureOf(ChannelFuture future, Duration most) {
        assertTrue(world.run(most, future::isDone));
        assertFalse(future.channel().isOpen());
        return future.cause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "255.255.255.255", "0.0.0.0"})
    void aGroupIsNoPeer(String group) {
        var failure = failureOf(connecting().connect(new InetSocketAddress(group, 80)), Duration.ofMillis(1));
        assertInstanceOf(ConnectException.class, failure);
        assertTrue(failure.getMessage().startsWith("not the address of one host"), failure.getMessage());
    }

    @Test
    void nobodyListens() {
        var failure = failureOf(connecting().connect(SERVER), Duration.ofSeconds(1));
        assertInstanceOf(ConnectException.class, failure);
        assertEquals("Connection refused: /10.0.2.2:80", failure.getMessage());
    }

    @Test
    void nobodyAnswers() {
        world.filter = packet -> false;
        var failure = failureOf(connecting().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2500).connect(SERVER), Duration.ofSeconds(3));
        assertInstanceOf(ConnectTimeoutException.class, failure);
        assertEquals("connection timed out after 2500 ms: /10.0.2.2:80", failure.getMessage());
        assertEquals(2, world.packets, "the SYN and one repetition after a second");
    }

    @Test
    void nobodyAnswersAndNoTimeout() {
        world.filter = packet -> false;
        var failure = failureOf(connecting().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0).connect(SERVER), Duration.ofMinutes(5));
        assertEquals("Connection timed out: /10.0.2.2:80", failure.getMessage());
    }

    @Test
    void hardErrorsEndOnlyWhatIsNotOpen() {
        world.filter = packet -> {
            ByteBuf start = packet.payload.copy(packet.payload.readerIndex(), 8);
            world.loop.execute(() -> {
                world.hosts.get(packet.source).unreachable(packet.destination, new Unreachable(Unreachable.Kind.NO_ROUTE, 0), start);
                start.release();
            });
            return packet.view().has(TcpView.SYN) && packet.payload.readableBytes() == 0;
        };
        assertEquals("No route to host: /10.0.2.2:80", failureOf(connecting().connect(SERVER), Duration.ofSeconds(1)).getMessage());
    }

    @Test
    void bothOpenAtOnce() {
        var serverSide = new Bootstrap().group(world.loop).channelFactory(() -> new InetStreamChannel(server)).handler(atServer)
                .localAddress(new InetSocketAddress(SERVER.getAddress(), 1001));
        var clientSide = connecting().localAddress(new InetSocketAddress(VirtualWorld.address("10.0.2.15"), 1002));
        clientSide.connect(new InetSocketAddress(SERVER.getAddress(), 1001));
        serverSide.connect(new InetSocketAddress(VirtualWorld.address("10.0.2.15"), 1002));
        assertTrue(world.run(Duration.ofSeconds(5), () -> atClient.events.contains("active") && atServer.events.contains("active")));
        atClient.channel.writeAndFlush(Unpooled.copiedBuffer(new byte[]{1, 2, 3}));
        assertTrue(world.run(Duration.ofSeconds(1), () -> atServer.bytes.readableBytes() == 3));
        atClient.channel.close();
        atServer.channel.close();
        assertTrue(world.run(Duration.ofSeconds(5), () -> client.size() + server.size() == 0));
    }

    @Test
    void halfClosure() {
        establish(serving().childOption(ChannelOption.ALLOW_HALF_CLOSURE, true),
                connecting().option(ChannelOption.ALLOW_HALF_CLOSURE, true));
        ((InetStreamChannel) atClient.channel).shutdownOutput();
        assertTrue(world.run(Duration.ofSeconds(1), () -> atServer.events.contains("end")));
        atServer.channel.writeAndFlush(VirtualWorld.bytes(100_000, 1));
        assertTrue(world.run(Duration.ofSeconds(5), () -> atClient.bytes.readableBytes() == 100_000));
        assertEquals(VirtualWorld.bytes(100_000, 1), atClient.bytes);
        atServer.channel.close();
        assertTrue(world.run(Duration.ofSeconds(5), () -> atClient.events.contains("end")));
        atClient.channel.close();
        assertTrue(world.run(Duration.ofSeconds(5), () -> client.size() + server.size() == 0));
    }

    @Test
    void endClosesTheOtherSide() {
        establish();
        atServer.channel.writeAndFlush(VirtualWorld.bytes(5000, 1));
        atServer.channel.close();
        assertTrue(world.run(Duration.ofSeconds(5), () -> atClient.events.contains("inactive")));
        assertEquals(5000, atClient.bytes.readableBytes());
        assertTrue(world.run(Duration.ofSeconds(5), () -> client.size() + server.size() == 0));
    }

    @Test
    void lingerZeroResets() {
        establish(serving().childOption(ChannelOption.SO_LINGER, 0), connecting());
        atServer.channel.close();
        assertTrue(world.run(Duration.ofSeconds(1), () -> atClient.events.contains("inactive")));
        assertInstanceOf(SocketException.class, atClient.cause);
        assertEquals("Connection reset", atClient.cause.getMessage());
        assertEquals(0, client.size() + server.size());
    }

    @Test
    void peerThatForgotIsToldByRst() {
        establish();
        server.find(VirtualWorld.address("10.0.2.2"), 80, (InetSocketAddress) atClient.channel.localAddress()).drop();
        atClient.channel.writeAndFlush(VirtualWorld.bytes(10, 1));
        assertTrue(world.run(Duration.ofSeconds(1), () -> atClient.events.contains("inactive")));
        assertEquals("Connection reset", atClient.cause.getMessage());
    }

    @Test
    void silentPeerIsGivenUp() {
        establish();
        world.filter = packet -> false;
        atClient.channel.writeAndFlush(VirtualWorld.bytes(10, 1));
        assertTrue(world.run(Duration.ofMinutes(2), () -> atClient.events.contains("inactive")));
        assertEquals("Connection timed out", atClient.cause.getMessage());
        atServer.channel.close();
        world.run(Duration.ofMinutes(2), () -> server.size() == 0);
    }

    @Test
    void readerThatDoesNotReadStopsTheWriter() {
        establish(
                serving().childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.SO_RCVBUF, 65536)
                        .option(ChannelOption.SO_RCVBUF, 65536),
                connecting().option(ChannelOption.SO_SNDBUF, 100_000));
        var written = atClient.channel.writeAndFlush(VirtualWorld.bytes(1 << 20, 3));
        world.run(Duration.ofMinutes(3));
        assertFalse(written.isDone(), () -> "" + written.cause());
        assertFalse(atClient.channel.isWritable());
        assertEquals(0, atServer.bytes.readableBytes());
        assertTrue(atClient.channel.isActive(), "window probes are answered: nobody gives up");
        int probes = world.packets;
        world.run(Duration.ofMinutes(3));
        assertTrue(world.packets > probes && world.packets < probes + 20, "a few window probes: " + (world.packets - probes));
        atServer.channel.config().setAutoRead(true);
        assertTrue(world.run(Duration.ofSeconds(5), () -> atServer.bytes.readableBytes() == 1 << 20));
        assertEquals(VirtualWorld.bytes(1 << 20, 3), atServer.bytes);
        assertTrue(written.isSuccess());
    }

    @Test
    void smallerPathIsFollowed() {
        establish();
        world.filter = packet -> {
            if (packet.payload.readableBytes() <= 1000 - 20) {
                return true;
            }
            ByteBuf start = packet.payload.copy(packet.payload.readerIndex(), 8);
            world.loop.execute(() -> {
                world.hosts.get(packet.source).unreachable(packet.destination, new Unreachable(Unreachable.Kind.PACKET_TOO_BIG, 1000),
                        start);
                start.release();
            });
            return false;
        };
        atClient.channel.writeAndFlush(VirtualWorld.bytes(50_000, 3));
        assertTrue(world.run(Duration.ofMillis(150), () -> atServer.bytes.readableBytes() == 50_000), "without waiting for a timeout");
    }

    @Test
    void heldSynIsAnsweredOrRefused() {
        var held = new ArrayList<InetStreamChannel>();
        new ServerBootstrap().group(world.loop).channelFactory(() -> new InetServerChannel(server))
                .option(TcpChannelOption.EVERY_PORT, true)
                .option(TcpChannelOption.HOLD_SYN, true).childHandler(new ChannelInitializer<InetStreamChannel>() {
                    @Override
                    protected void initChannel(InetStreamChannel channel) {
                        held.add(channel);
                        channel.pipeline().addLast(atServer);
                    }
                }).bind(new InetSocketAddress(SERVER.getAddress(), 0));
        var first = connecting().connect(new InetSocketAddress(SERVER.getAddress(), 4711));
        assertTrue(world.run(Duration.ofSeconds(1), () -> held.size() == 1));
        world.run(Duration.ofSeconds(2));
        assertFalse(first.isDone());
        assertEquals(4711, held.getFirst().localAddress().getPort());
        held.getFirst().answer();
        assertTrue(world.run(Duration.ofSeconds(2), first::isSuccess));
        assertTrue(world.run(Duration.ofSeconds(1), () -> atServer.events.contains("active")));
        var second = connecting().connect(new InetSocketAddress(SERVER.getAddress(), 4712));
        assertTrue(world.run(Duration.ofSeconds(1), () -> held.size() == 2));
        held.get(1).close();
        assertEquals("Connection refused: /10.0.2.2:4712", failureOf(second, Duration.ofSeconds(1)).getMessage());
    }

    @Test
    void backlogIsBounded() {
        serving().option(ChannelOption.SO_BACKLOG, 3).bind(SERVER);
        world.filter = packet -> !packet.source.equals(SERVER.getAddress());
        for (int i = 0; i < 10; i++) {
            connecting().connect(SERVER);
        }
        world.run(Duration.ofSeconds(1));
        assertEquals(3, server.size());
        assertEquals(10, client.size());
    }

    /** In the order of their arrival, so that the same boot ends with the same frames. */
    @Test
    void whatIsHalfOpenIsResetInOrder() {
        var came = new ArrayList<Integer>();
        var reset = new ArrayList<Integer>();
        world.filter = packet -> {
            int flags = packet.payload.getUnsignedByte(packet.payload.readerIndex() + 13);
            if (!packet.source.equals(SERVER.getAddress())) {
                came.add(packet.payload.getUnsignedShort(packet.payload.readerIndex()));
                return true;
            }
            if ((flags & TcpView.RST) != 0) {
                reset.add(packet.payload.getUnsignedShort(packet.payload.readerIndex() + 2));
            }
            return false;
        };
        var listening = serving().option(ChannelOption.SO_BACKLOG, 20).bind(SERVER);
        for (int i = 0; i < 12; i++) {
            connecting().connect(SERVER);
        }
        assertTrue(world.run(Duration.ofMillis(500), () -> server.size() == 12));
        listening.channel().close();
        world.run(Duration.ofMillis(100));
        assertEquals(12, reset.size());
        assertEquals(came.subList(0, 12), reset);
    }

    /** A stranger who sees the connection, or guesses: it may disturb, but the engine stands and nothing leaks. */
    @Test
    void forgedSegmentsAreSurvived() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            atClient.events.clear();
            atServer.events.clear();
            var listening = serving().bind(new InetSocketAddress(SERVER.getAddress(), 1000 + seed));
            connecting().connect(new InetSocketAddress(SERVER.getAddress(), 1000 + seed));
            world.run(Duration.ofSeconds(5), () -> atServer.events.contains("active"));
            world.filter = packet -> {
                if (random.nextInt(3) == 0) {
                    ByteBuf forged = packet.payload.copy();
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        forged.setByte(4 + random.nextInt(Math.min(60, forged.readableBytes()) - 4), random.nextInt());
                    }
                    forged.setShort(16, 0);
                    VirtualWorld.fill(forged, packet.source, packet.destination);
                    world.inject(new VirtualWorld.Packet(packet.source, packet.destination, forged), random.nextInt(200_000));
                }
                return true;
            };
            atClient.channel.writeAndFlush(VirtualWorld.bytes(50_000, 3));
            atServer.channel.writeAndFlush(VirtualWorld.bytes(50_000, 3));
            world.run(Duration.ofSeconds(3));
            world.filter = packet -> true;
            atClient.channel.close();
            atServer.channel.close();
            listening.channel().close();
            assertTrue(world.run(Duration.ofMinutes(3), () -> client.size() + server.size() == 0), "seed " + seed);
        }
        assertTrue(atServer.bytes.readableBytes() > 100_000);
    }

    @Test
    void blindRstAndSynOnlyCauseAChallenge() {
        establish();
        var local = (InetSocketAddress) atClient.channel.localAddress();
        var connection = client.find(VirtualWorld.address("10.0.2.15"), local.getPort(), SERVER);
        int next = connection.space().receiveNext();
        var seen = new ArrayList<TcpView>();
        world.filter = packet -> seen.add(packet.view());
        for (int i = 1; i <= 50; i++) {
            forge(TcpMessage.bare(80, local.getPort(), next + i, 0, TcpView.RST));
            world.run(Duration.ofMillis(1));
            forge(TcpMessage.bare(80, local.getPort(), next + i, 0, TcpView.SYN));
            world.run(Duration.ofMillis(1));
        }
        assertTrue(atClient.channel.isActive());
        assertEquals(10, seen.size(), "no more than ten in a second");
        forge(TcpMessage.bare(80, local.getPort(), next, 0, TcpView.RST));
        world.run(Duration.ofMillis(1));
        assertFalse(atClient.channel.isActive());
    }

    private void forge(TcpMessage message) {
        ByteBuf out = Unpooled.buffer();
        message.writeTo(out);
        var to = VirtualWorld.address("10.0.2.15");
        VirtualWorld.fill(out, (java.net.Inet4Address) SERVER.getAddress(), to);
        world.inject(new VirtualWorld.Packet((java.net.Inet4Address) SERVER.getAddress(), to, out), 0);
    }

    @Test
    void httpsOfMoreThanBothEndsHold() throws Exception {
        Path folder = Files.createTempDirectory("strapwork-tls");
        Path store = folder.resolve("k.p12");
        assertEquals(0, new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair", "-alias",
                "k", "-keyalg",
                "EC", "-dname", "CN=boot.example", "-ext", "san=dns:boot.example", "-validity", "3650", "-storetype", "PKCS12", "-keystore",
                store.toString(), "-storepass", "changeit").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor());
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Files.delete(store);
        Files.delete(folder);
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, "changeit".toCharArray());
        SslContext serverTls = SslContextBuilder.forServer(factory).build();
        SslContext clientTls = SslContextBuilder.forClient().trustManager((X509Certificate) keys.getCertificate("k")).build();
        byte[] body = new byte[TcpSettings.USUAL.sendBufferBytes() + TcpSettings.USUAL.receiveBufferBytes() + (1 << 20)];
        new Random(1).nextBytes(body);
        world.mtu = 9000;
        new ServerBootstrap().group(world.loop).channelFactory(() -> new InetServerChannel(server))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(serverTls.newHandler(channel.alloc()), new HttpServerCodec(), new ChunkedWriteHandler(),
                                new Body(body));
                    }
                }).bind(SERVER);
        var sum = new CRC32C();
        var got = new long[2];
        connecting().handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(clientTls.newHandler(channel.alloc(), "boot.example", 443), new HttpClientCodec(),
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelActive(ChannelHandlerContext context) {
                                context.writeAndFlush(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/kernel"));
                            }

                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                if (message instanceof HttpContent content) {
                                    got[0] += content.content().readableBytes();
                                    sum.update(content.content().nioBuffer());
                                    content.release();
                                }
                                if (message instanceof LastHttpContent) {
                                    got[1] = 1;
                                    context.close();
                                }
                            }

                            @Override
                            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                                atClient.cause = cause;
                            }
                        });
            }
        }).connect(SERVER);
        assertTrue(world.run(Duration.ofMinutes(2), () -> got[1] == 1), () -> "got " + got[0] + " " + atClient.cause);
        var expected = new CRC32C();
        expected.update(body);
        assertEquals(body.length, got[0]);
        assertEquals(expected.getValue(), sum.getValue());
        assertTrue(world.run(Duration.ofMinutes(2), () -> client.size() + server.size() == 0));
    }

    private static final class Body extends ChannelInboundHandlerAdapter {
        private final byte[] body;

        Body(byte[] body) {
            this.body = body;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                HttpUtil.setTransferEncodingChunked(response, true);
                context.write(response);
                context.writeAndFlush(new HttpChunkedInput(new ChunkedStream(new ByteArrayInputStream(body), 65536)));
            }
            ((io.netty.util.ReferenceCounted) (message instanceof io.netty.util.ReferenceCounted ? message : Unpooled.EMPTY_BUFFER))
                    .release();
        }
    }
}
