package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.ClosedPort;
import io.strapwork.testkit.fake.EchoPeer;
import io.strapwork.testkit.fake.EchoServer;
import io.strapwork.testkit.fake.GuestNetwork;
import io.strapwork.testkit.fake.LoopWaits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What every {@link Transport} does. One over a boot's network is shown in virtual time, with servers on that network ({@link #overNetwork}); one over sockets of the computer in
 * real time, with servers on the loopback. A transport carries streams or datagrams; what it doesn't it declines.
 */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class TransportContract {
    /** TLS hands on what it has decrypted together with the handshake. */
    private static final int ONE_RECORD = 40_000;
    @RegisterExtension
    final OnTheClock onTheClock = new OnTheClock(this::virtual, () -> {}, this::nothingIsLeftOver);

    private final VirtualClock time = VirtualClock.jumping();
    private final List<Bench> benches = new ArrayList<>();
    private final List<EchoPeer> servers = new ArrayList<>();
    private final List<ByteBuf> written = new ArrayList<>();

    /** A transport, and the servers that it can reach. */
    public interface Bench extends AutoCloseable {
        Transport transport();

        /** Where the transport finds this port of a server. */
        InetSocketAddress reach(int port);

        /** A new server. @param sockets makes its sockets where they are the computer's @param stream else of datagrams */
        default EchoPeer server(boolean stream, ServerSocketFactory sockets) throws IOException {
            return stream ? EchoServer.tcp(sockets) : EchoServer.udp();
        }

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
        NAMES,
        /** Its channels live by the boot's clock. Those over sockets of the computer don't. */
        VIRTUAL_TIME
    }

    /** A new transport. */
    protected abstract Bench bench();

    /** What this transport doesn't carry. */
    protected abstract Set<Ability> declined();

    /** Makes the servers' sockets on the computer, where they aren't plain ones: TLS. */
    protected ServerSocketFactory sockets() {
        return ServerSocketFactory.getDefault();
    }

    /** Prepares a server's side of a connection over a boot's network, where it isn't plain: adds TLS to its pipeline. */
    protected void prepare(Channel accepted) {}

    /** A name that leads to the servers, for transports that look names up. */
    protected String name() {
        return "peer.strapwork";
    }

    /** How long a test waits for anything before it says that it does not come; by the clock of the transport. */
    protected int patienceSeconds() {
        return 60;
    }

    private Optional<VirtualClock> virtual() {
        return carries(Ability.VIRTUAL_TIME) ? Optional.of(time) : Optional.empty();
    }

    private BootClock clock() {
        return carries(Ability.VIRTUAL_TIME) ? time : BootClock.system();
    }

    /** A transport over a boot's network, on which the servers are, too. */
    protected Bench overNetwork(BiFunction<IpNetwork, BootClock, Transport> plugin) {
        return overGuest(guest -> plugin.apply(guest.network(), time));
    }

    /** As {@link #overNetwork}, for a transport that goes over TCP. */
    protected Bench overTcp(BiFunction<Transport, BootClock, Transport> plugin) {
        return overGuest(guest -> plugin.apply(guest.tcp(), time));
    }

    /** As {@link #overNetwork}, for one that takes something else of the network. */
    protected Bench overGuest(Function<GuestNetwork, Transport> plugin) {
        GuestNetwork guest = GuestNetwork.start(time, 1).configured();
        Future<Transport> made = guest.loop().eventLoop().submit(() -> plugin.apply(guest));
        time.awaitUninterruptibly(made, BootClock.FOREVER);
        return new NetworkBench(guest, made.resultNow(), this::prepare);
    }

    private record NetworkBench(GuestNetwork guest, Transport transport, Consumer<Channel> prepare) implements Bench {
        @Override
        public InetSocketAddress reach(int port) {
            return GuestNetwork.reachPeer(port);
        }

        @Override
        public EchoPeer server(boolean stream, ServerSocketFactory sockets) {
            return stream ? guest.echoStream(prepare) : guest.echoDatagrams();
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
    }

    private boolean carries(Ability ability) {
        return !declined().contains(ability);
    }

    private Bench made() {
        Bench bench = bench();
        benches.add(bench);
        return bench;
    }

    private EchoPeer server(Bench bench) throws IOException {
        EchoPeer server = bench.server(carries(Ability.STREAM), sockets());
        servers.add(server);
        return server;
    }

    private void needs(Ability ability) {
        assumeTrue(carries(ability), "it declines " + ability + ": there is nothing to test");
    }

    private void nothingIsLeftOver() {
        servers.forEach(EchoPeer::close);
        var wrongs = new ArrayList<String>();
        for (Bench bench : benches) {
            bench.close();
            wrongs.addAll(bench.wrongs());
        }
        assertEquals(List.of(), wrongs);
        assertEquals(0, Leftovers.release(written), "leaks a buffer: what was written is never released");
    }

    /** What comes, and whether it ended. */
    private static final class Heard extends ChannelInboundHandlerAdapter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Queue<DatagramPacket> datagrams = new ArrayDeque<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private boolean offLoop;
        private int awaited = Integer.MAX_VALUE;
        private CompletableFuture<Void> enough = new CompletableFuture<>();
        private @Nullable CompletableFuture<DatagramPacket> next;

        @Override
        public synchronized void channelRead(ChannelHandlerContext context, Object message) {
            offLoop |= !context.channel().eventLoop().inEventLoop();
            if (message instanceof DatagramPacket packet) {
                datagrams.add(packet);
                hand();
            } else if (message instanceof ByteBuf read) {
                byte[] copy = new byte[read.readableBytes()];
                read.readBytes(copy);
                read.release();
                bytes.writeBytes(copy);
                check();
            }
        }

        private void hand() {
            CompletableFuture<DatagramPacket> asked = next;
            if (asked != null && !datagrams.isEmpty()) {
                next = null;
                asked.complete(datagrams.remove());
            }
        }

        private synchronized CompletableFuture<DatagramPacket> datagram() {
            var asked = new CompletableFuture<DatagramPacket>();
            next = asked;
            hand();
            return asked;
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
        written.add(buffer);
        return buffer;
    }

    private boolean ends(java.util.concurrent.Future<?> future) {
        return clock().awaitUninterruptibly(future, Duration.ofSeconds(patienceSeconds()));
    }

    private void done(Future<?> future, String otherwise) {
        assertTrue(ends(future), otherwise);
        assertTrue(future.isSuccess(), () -> otherwise + ": " + future.cause());
    }

    private void heard(CompletableFuture<?> what, String otherwise) {
        assertTrue(ends(what), otherwise);
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
    void isOfItsKind() {
        Bench bench = made();
        Bootstrap bootstrap = bench.transport().bootstrap().handler(new Heard());
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(0));
        assertTrue(ends(bound), "bind neither succeeds nor fails");
        boolean datagrams = bound.channel() instanceof DatagramChannel;
        ends(bound.channel().close());
        assertEquals(carries(Ability.DATAGRAM), datagrams, "a channel of datagrams is a DatagramChannel, one of bytes is none");
        assertEquals(carries(Ability.STREAM), !datagrams, "it carries a stream, or declines it");
        int most = bench.transport().datagramBytes();
        assertTrue(!datagrams || most >= 508 && most <= 65_507, () -> "datagramBytes is " + most);
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        needs(Ability.STREAM);
        Bench bench = made();
        try (EchoPeer server = server(bench)) {
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
        needs(Ability.STREAM);
        Bench bench = made();
        byte[] content = noise(150_000, 2);
        try (EchoPeer server = server(bench).saying(content)) {
            var heard = new Heard();
            Channel channel = connect(bench, bench.reach(server.port()), heard);
            heard(heard.ended, "the server has closed the connection, but nobody is told (channelInactive)");
            assertArrayEquals(content, heard.content(), "all that was sent before the end comes");
            done(channel.close(), "ignores close: close does not end");
        }
    }

    @Test
    void closes() throws Exception {
        Bench bench = made();
        try (EchoPeer server = server(bench)) {
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
            assertTrue(ends(write),
                    "a write to a closed channel neither succeeds nor fails");
            assertFalse(write.isSuccess(), "a write to a closed channel succeeds");
        }
    }

    @Test
    void tellsOfAPortThatNobodyListensOn() throws Exception {
        needs(Ability.STREAM);
        Bench bench = made();
        if (carries(Ability.VIRTUAL_TIME)) {
            int port;
            try (EchoPeer closed = server(bench)) {
                port = closed.port();
            }
            isRefused(bench, port);
        } else {
            try (ClosedPort closed = ClosedPort.tcp()) {
                isRefused(bench, closed.port());
            }
        }
    }

    private void isRefused(Bench bench, int port) throws Exception {
        ChannelFuture connect = bench.transport().bootstrap().handler(new Heard()).connect(bench.reach(port));
        assertTrue(ends(connect), "hangs: a refused connection is not told");
        boolean open = connect.isSuccess();
        if (open) {
            // a relay on the way takes the connection first; then the end is told
            assertTrue(ends(connect.channel().closeFuture()),
                    "hangs: a refused connection is not told");
        }
        assertFalse(connect.channel().isOpen(), "a connection was refused, but its channel stays open");
    }

    /** In real time: whatever can be read of the first connection was there before the server said all of this to another one, of the same loop. */
    private void untilNothingMoreComes(Bench bench, EchoPeer server, int bytes) throws Exception {
        if (carries(Ability.VIRTUAL_TIME)) {
            time.sleep(Duration.ofSeconds(5));
        } else {
            var later = new Heard();
            Channel channel = connect(bench, bench.reach(server.port()), later);
            heard(later.await(bytes), "bytes are lost on a second connection");
            ends(channel.close());
        }
    }

    @Test
    void waitsUntilItIsRead() throws Exception {
        needs(Ability.STREAM);
        Bench bench = made();
        byte[] content = noise(300_000, 4);
        try (EchoPeer server = server(bench).saying(content)) {
            var heard = new Heard();
            ChannelFuture connect = bench.transport().bootstrap().option(ChannelOption.AUTO_READ, false).handler(heard)
                    .connect(bench.reach(server.port()));
            done(connect, "the connection does not come up");
            Channel channel = connect.channel();
            server.awaitSaid();
            untilNothingMoreComes(bench, server, content.length);
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
        try (EchoPeer server = server(bench)) {
            ChannelFuture bound = bench.transport().bootstrap().handler(new Heard()).bind(new InetSocketAddress(0));
            ends(bound);
            // The virtual clock itself tells of a loop that waits.
            Optional<LoopWaits> waits = carries(Ability.VIRTUAL_TIME)
                    ? Optional.empty()
                    : Optional.of(LoopWaits.of(thread(bound.channel())));
            Channel channel = connect(bench, bench.reach(server.port()), new Heard());
            done(channel.eventLoop().submit(() -> {}), "blocks the event loop");
            ends(channel.close());
            ends(bound.channel().close());
            waits.ifPresent(loop -> loop.check("while a channel was connected"));
        }
    }

    private Thread thread(Channel channel) {
        Future<Thread> asked = channel.eventLoop().submit(Thread::currentThread);
        done(asked, "blocks the event loop");
        return asked.getNow();
    }

    @Test
    void manyAtOnce() throws Exception {
        needs(Ability.STREAM);
        Bench bench = made();
        Bench second = made();
        try (EchoPeer server = server(bench); EchoPeer other = server(second)) {
            var all = new ArrayList<Heard>();
            var channels = new ArrayList<Channel>();
            for (int i = 0; i < 8; i++) {
                Bench on = i % 2 == 0 ? bench : second;
                EchoPeer to = i % 2 == 0 ? server : other;
                var heard = new Heard();
                Channel channel = connect(on, on.reach(to.port()), heard);
                channel.writeAndFlush(buffer(noise(50_000, i)));
                all.add(heard);
                channels.add(channel);
            }
            for (int i = 0; i < all.size(); i++) {
                heard(all.get(i).await(50_000), "concurrent boots disturbed each other: bytes are lost");
                assertArrayEquals(noise(50_000, i), all.get(i).content(), "concurrent boots disturbed each other");
                done(channels.get(i).close(), "ignores close: close does not end");
            }
        }
    }

    @Test
    void looksNamesUp() throws Exception {
        needs(Ability.STREAM);
        Bench bench = made();
        try (EchoPeer server = server(bench)) {
            ChannelFuture connect = bench.transport().bootstrap().handler(new Heard())
                    .connect(InetSocketAddress.createUnresolved(name(), server.port()));
            assertTrue(ends(connect), "hangs: a name is neither found nor not found");
            assertEquals(carries(Ability.NAMES), connect.isSuccess(), () -> "the name " + name() + ": " + connect.cause());
            ends(connect.channel().close());
        }
    }

    @Test
    void carriesDatagramsWhole() throws Exception {
        needs(Ability.DATAGRAM);
        Bench bench = made();
        int most = bench.transport().datagramBytes();
        try (EchoPeer server = server(bench)) {
            var heard = new Heard();
            ChannelFuture bound = bench.transport().bootstrap().handler(heard).bind(new InetSocketAddress(0));
            done(bound, "bind fails");
            InetSocketAddress to = bench.reach(server.port());
            for (int bytes : new int[]{1, 17, 512, 1400, most}) {
                byte[] content = noise(bytes, bytes);
                done(bound.channel().writeAndFlush(new DatagramPacket(buffer(content), to)), "a datagram can't be sent");
                CompletableFuture<DatagramPacket> back = heard.datagram();
                heard(back, "a datagram of " + bytes + " bytes does not come back");
                DatagramPacket echo = back.resultNow();
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
        ChannelFuture bound = bench.transport().bootstrap().handler(new Heard()).bind(new InetSocketAddress(port));
        ends(bound);
        return bound;
    }

    @Test
    void givesPortsBack() {
        needs(Ability.DATAGRAM);
        Bench bench = made();
        int port = 0;
        for (int i = 0; i < 3; i++) {
            ChannelFuture bound = bind(bench, port);
            for (int again = 0; again < 50 && !bound.isSuccess(); again++) {
                // a selector gives the socket back in its next turn only
                ends(bound.channel().eventLoop().submit(() -> {}));
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
