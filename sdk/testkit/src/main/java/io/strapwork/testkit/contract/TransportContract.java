package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.fake.EchoServer;
import io.strapwork.testkit.fake.GuestNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import javax.net.ServerSocketFactory;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Transport} does, shown with servers on the loopback of the computer. A transport carries streams or datagrams; what it doesn't it declines. */
@Timeout(120)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class TransportContract {
    /** TLS hands on what it has decrypted together with the handshake. */
    private static final int ONE_RECORD = 40_000;
    private final List<Bench> benches = new ArrayList<>();
    private final List<EchoServer> servers = new ArrayList<>();
    private final List<ByteBuf> written = new ArrayList<>();

    /** A transport, and the way from it to the loopback. */
    public interface Bench extends AutoCloseable {
        Transport transport();

        /** Where the transport finds this port of 127.0.0.1. */
        InetSocketAddress reach(int port);

        /** What was done wrong, or is left over, below the transport, in words. */
        default List<String> wrongs() {
            return List.of();
        }

        @Override
        default void close() {}
    }

    /** What a transport may decline. */
    protected enum Ability {
        /** Bytes in order, by {@code connect}. */
        STREAM,
        /** Datagrams, by {@code bind}. */
        DATAGRAM,
        /** It looks names up. */
        NAMES
    }

    /** A new transport. */
    protected abstract Bench bench();

    /** What this transport doesn't carry. */
    protected abstract Set<Ability> declined();

    /** Makes the servers' sockets, where they aren't plain ones: TLS. */
    protected ServerSocketFactory sockets() {
        return ServerSocketFactory.getDefault();
    }

    /** A name that leads to the loopback, for transports that look names up. */
    protected String name() {
        return "gateway.strapwork";
    }

    /** How long a test waits for anything before it says that it does not come. */
    protected int patienceSeconds() {
        return 20;
    }

    /** A transport over a boot's network, with the loopback behind 10.0.2.2. */
    protected static Bench overNetwork(BiFunction<IpNetwork, BootClock, Transport> plugin) {
        GuestNetwork guest = GuestNetwork.start(BootClock.system(), 1).configured();
        Transport transport = guest.loop().eventLoop().submit(() -> plugin.apply(guest.network(), BootClock.system())).syncUninterruptibly()
                .getNow();
        return new Bench() {
            @Override
            public Transport transport() {
                return transport;
            }

            @Override
            public InetSocketAddress reach(int port) {
                return GuestNetwork.reach(port);
            }

            @Override
            public List<String> wrongs() {
                var wrongs = new ArrayList<>(guest.wrongs());
                wrongs.addAll(guest.leaked());
                return wrongs;
            }

            @Override
            public void close() {
                guest.close();
            }
        };
    }

    private boolean carries(Ability ability) {
        return !declined().contains(ability);
    }

    private Bench made() {
        Bench bench = bench();
        synchronized (benches) {
            benches.add(bench);
        }
        return bench;
    }

    private EchoServer server() throws IOException {
        EchoServer server = carries(Ability.STREAM) ? EchoServer.tcp(sockets()) : EchoServer.udp();
        synchronized (servers) {
            servers.add(server);
        }
        return server;
    }

    @BeforeEach
    void notInterrupted() {
        assertFalse(Thread.interrupted());
    }

    @AfterEach
    void nothingIsLeftOver() {
        var wrongs = new ArrayList<String>();
        for (Bench bench : benches) {
            bench.close();
            wrongs.addAll(bench.wrongs());
        }
        servers.forEach(EchoServer::close);
        assertEquals(List.of(), wrongs);
        assertEquals(0, Leftovers.release(written), "leaks a buffer: what was written is never released");
    }

    /** What comes, and whether it ended. */
    private static final class Heard extends ChannelInboundHandlerAdapter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final BlockingQueue<DatagramPacket> datagrams = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final CompletableFuture<String> thread = new CompletableFuture<>();
        private boolean offLoop;
        private int awaited = Integer.MAX_VALUE;
        private CompletableFuture<Void> enough = new CompletableFuture<>();

        @Override
        public synchronized void channelRead(ChannelHandlerContext context, Object message) {
            offLoop |= !context.channel().eventLoop().inEventLoop();
            thread.complete(Thread.currentThread().getName());
            if (message instanceof DatagramPacket packet) {
                datagrams.add(packet);
            } else if (message instanceof ByteBuf read) {
                byte[] copy = new byte[read.readableBytes()];
                read.readBytes(copy);
                read.release();
                bytes.writeBytes(copy);
                check();
            }
        }

        private void check() {
            if (bytes.size() >= awaited) {
                enough.complete(null);
            }
        }

        private synchronized CompletableFuture<Void> await(int count) {
            awaited = count;
            enough = new CompletableFuture<>();
            check();
            return enough;
        }

        private synchronized byte[] content() {
            return bytes.toByteArray();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended.complete(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static byte[] noise(int bytes, long seed) {
        var noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private ByteBuf buffer(byte[] bytes) {
        ByteBuf buffer = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        synchronized (written) {
            written.add(buffer);
        }
        return buffer;
    }

    private void done(Future<?> future, String otherwise) {
        assertTrue(future.awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS), otherwise);
        assertTrue(future.isSuccess(), () -> otherwise + ": " + future.cause());
    }

    private void heard(CompletableFuture<?> what, String otherwise) {
        try {
            what.get(patienceSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(otherwise, e);
        }
    }

    private Channel connect(Bench bench, InetSocketAddress to, Heard heard) {
        ChannelFuture connect = bench.transport().bootstrap().handler(heard).connect(to);
        done(connect, "the connection does not come up");
        return connect.channel();
    }

    @Test
    void givesANewBootstrapEachTime() {
        Transport transport = made().transport();
        Bootstrap one = transport.bootstrap();
        Bootstrap other = transport.bootstrap();
        assertNotSame(one, other, "bootstrap() gives a new bootstrap each time");
        one.handler(new Heard());
        assertNull(other.config().handler(), "the handler of one bootstrap is also that of the next");
        assertSame(one.config().group().next(), other.config().group().next(), "all channels live on one event loop");
    }

    @Test
    void isOfItsKind() throws IOException {
        Bench bench = made();
        Bootstrap bootstrap = bench.transport().bootstrap().handler(new Heard());
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(0));
        assertTrue(bound.awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS), "bind neither succeeds nor fails");
        boolean datagrams = bound.channel() instanceof DatagramChannel;
        bound.channel().close().awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS);
        assertEquals(carries(Ability.DATAGRAM), datagrams, "a channel of datagrams is a DatagramChannel, one of bytes is none");
        assertEquals(carries(Ability.STREAM), !datagrams, "it carries a stream, or declines it");
        int most = bench.transport().datagramBytes();
        assertTrue(!datagrams || most >= 508 && most <= 65_507, () -> "datagramBytes is " + most);
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        if (!carries(Ability.STREAM)) {
            return;
        }
        Bench bench = made();
        try (EchoServer server = server()) {
            for (int bytes : new int[]{1, 1000, 65_537, 1_000_000}) {
                var heard = new Heard();
                Channel channel = connect(bench, bench.reach(server.port()), heard);
                byte[] content = noise(bytes, bytes);
                for (int at = 0; at < bytes;) {
                    int piece = Math.min(bytes - at, 1 + new Random(at).nextInt(40_000));
                    channel.write(buffer(java.util.Arrays.copyOfRange(content, at, at + piece)));
                    at += piece;
                }
                channel.flush();
                heard(heard.await(bytes), "bytes are lost: of " + bytes + " echoed ones not all came");
                assertArrayEquals(content, heard.content(), bytes + " bytes, in order and unchanged");
                assertFalse(heard.offLoop, "events are told on the channel's event loop");
                done(channel.close(), "ignores close: close does not end");
            }
        }
    }

    @Test
    void tellsTheEnd() throws Exception {
        if (!carries(Ability.STREAM)) {
            return;
        }
        Bench bench = made();
        byte[] content = noise(150_000, 2);
        try (EchoServer server = server().saying(content)) {
            var heard = new Heard();
            Channel channel = connect(bench, bench.reach(server.port()), heard);
            heard(heard.ended, "the server has closed the connection, and nobody is told (channelInactive)");
            assertArrayEquals(content, heard.content(), "all that was sent before the end comes");
            done(channel.close(), "ignores close: close does not end");
        }
    }

    @Test
    void closes() throws Exception {
        Bench bench = made();
        try (EchoServer server = server()) {
            var heard = new Heard();
            Channel channel = connect(bench, bench.reach(server.port()), heard);
            done(channel.close(), "ignores close: close does not end");
            done(channel.close(), "the second close fails");
            assertTrue(channel.closeFuture().isDone() && !channel.isOpen(), "ignores close: the channel is still open");
            heard(heard.ended, "ignores close: the handlers aren't told of the end (channelInactive)");
            if (carries(Ability.STREAM)) {
                server.awaitEnd();
            }
            byte[] late = noise(100, 3);
            ChannelFuture write = channel.writeAndFlush(buffer(late));
            assertTrue(write.awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS), "a write to a closed channel neither succeeds nor fails");
            assertFalse(write.isSuccess(), "a write to a closed channel succeeds");
        }
    }

    @Test
    void tellsOfAPortThatNobodyListensOn() throws Exception {
        if (!carries(Ability.STREAM)) {
            return;
        }
        Bench bench = made();
        int port;
        try (EchoServer closed = server()) {
            port = closed.port();
        }
        ChannelFuture connect = bench.transport().bootstrap().handler(new Heard()).connect(bench.reach(port));
        assertTrue(connect.awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS), "hangs: a refused connection is not told");
        boolean open = connect.isSuccess();
        if (open) {
            // a relay on the way takes the connection first; then the end is told
            assertTrue(connect.channel().closeFuture().awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS),
                    "hangs: a refused connection is not told");
        }
        assertFalse(connect.channel().isOpen(), "a connection was refused, and its channel stays open");
    }

    @Test
    void waitsUntilItIsRead() throws Exception {
        if (!carries(Ability.STREAM)) {
            return;
        }
        Bench bench = made();
        byte[] content = noise(300_000, 4);
        try (EchoServer server = server().saying(content)) {
            var heard = new Heard();
            ChannelFuture connect = bench.transport().bootstrap().option(ChannelOption.AUTO_READ, false).handler(heard)
                    .connect(bench.reach(server.port()));
            done(connect, "the connection does not come up");
            Channel channel = connect.channel();
            server.awaitSaid();
            for (int i = 0; i < 10; i++) {
                channel.eventLoop().submit(() -> {}).syncUninterruptibly();
            }
            int unasked = heard.content().length;
            assertTrue(unasked <= ONE_RECORD, () -> "nobody asked for bytes (AUTO_READ is off), and " + unasked + " came");
            channel.config().setAutoRead(true);
            heard(heard.await(content.length), "bytes are lost after a pause");
            assertArrayEquals(content, heard.content());
            done(channel.close(), "ignores close: close does not end");
        }
    }

    @Test
    void leavesTheEventLoopFree() throws Exception {
        Bench bench = made();
        try (EchoServer server = server()) {
            Channel channel = connect(bench, bench.reach(server.port()), new Heard());
            for (int i = 0; i < 3; i++) {
                assertTrue(channel.eventLoop().submit(() -> {}).awaitUninterruptibly(3, TimeUnit.SECONDS), "blocks the event loop");
            }
            channel.close().awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        if (!carries(Ability.STREAM)) {
            return;
        }
        Bench bench = made();
        Bench second = made();
        try (EchoServer server = server()) {
            var all = new ArrayList<Heard>();
            var channels = new ArrayList<Channel>();
            for (int i = 0; i < 8; i++) {
                Bench on = i % 2 == 0 ? bench : second;
                var heard = new Heard();
                Channel channel = connect(on, on.reach(server.port()), heard);
                channel.writeAndFlush(buffer(noise(50_000, i)));
                all.add(heard);
                channels.add(channel);
            }
            for (int i = 0; i < all.size(); i++) {
                heard(all.get(i).await(50_000), "two boots at once got into each other's way: bytes are lost");
                assertArrayEquals(noise(50_000, i), all.get(i).content(), "two boots at once got into each other's way");
                done(channels.get(i).close(), "ignores close: close does not end");
            }
        }
    }

    @Test
    void looksNamesUp() throws Exception {
        if (!carries(Ability.STREAM)) {
            return;
        }
        Bench bench = made();
        try (EchoServer server = server()) {
            ChannelFuture connect = bench.transport().bootstrap().handler(new Heard())
                    .connect(InetSocketAddress.createUnresolved(name(), server.port()));
            assertTrue(connect.awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS), "hangs: a name is neither found nor not found");
            assertEquals(carries(Ability.NAMES), connect.isSuccess(), () -> "the name " + name() + ": " + connect.cause());
            connect.channel().close().awaitUninterruptibly(patienceSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void carriesDatagramsWhole() throws Exception {
        if (!carries(Ability.DATAGRAM)) {
            return;
        }
        Bench bench = made();
        int most = bench.transport().datagramBytes();
        try (EchoServer server = server()) {
            var heard = new Heard();
            ChannelFuture bound = bench.transport().bootstrap().handler(heard).bind(new InetSocketAddress(0));
            done(bound, "bind fails");
            InetSocketAddress to = bench.reach(server.port());
            for (int bytes : new int[]{1, 17, 512, 1400, most}) {
                byte[] content = noise(bytes, bytes);
                done(bound.channel().writeAndFlush(new DatagramPacket(buffer(content), to)), "a datagram can't be sent");
                DatagramPacket echo = heard.datagrams.poll(patienceSeconds(), TimeUnit.SECONDS);
                assertTrue(echo != null, "a datagram of " + bytes + " bytes does not come back");
                byte[] came = io.netty.buffer.ByteBufUtil.getBytes(echo.content());
                InetSocketAddress sender = echo.sender();
                echo.release();
                assertTrue(came.length <= bytes, "reads past a length: a datagram of " + bytes + " bytes came as " + came.length);
                assertArrayEquals(content, came, "a datagram of " + bytes + " bytes, whole and unchanged");
                assertEquals(to, sender, "who sent the datagram");
            }
            done(bound.channel().close(), "ignores close: close does not end");
        }
    }

    private ChannelFuture bind(Bench bench, int port) {
        return bench.transport().bootstrap().handler(new Heard()).bind(new InetSocketAddress(port)).awaitUninterruptibly();
    }

    @Test
    void givesPortsBack() {
        if (!carries(Ability.DATAGRAM)) {
            return;
        }
        Bench bench = made();
        int port = 0;
        for (int i = 0; i < 3; i++) {
            ChannelFuture bound = bind(bench, port);
            for (int again = 0; again < 50 && !bound.isSuccess(); again++) {
                // a selector gives the socket back in its next turn only
                bound.channel().eventLoop().submit(() -> {}).awaitUninterruptibly();
                bound = bind(bench, port);
            }
            done(bound, "the port of a closed channel can't be bound again");
            port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
            assertTrue(port > 0, "a bound channel has a port");
            done(bound.channel().close(), "ignores close: close does not end");
        }
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(made().transport());
    }
}
