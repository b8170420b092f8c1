package io.strapwork.network.gateway.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.folder.ServedFolder;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.udp.UdpEndpoints;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and clients on one host, on this thread, on virtual time. */
class TftpServerTests {
    private static final Inet4Address HOST = Inet4Addresses.of(0x0a000202);
    private static final InetSocketAddress SERVER = new InetSocketAddress(HOST, 69);
    private static final int ACK = 4;
    private static final int ERROR = 5;

    @TempDir
    Path folder;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop = new ManualIoEventLoop(null, Thread.currentThread(), _ -> new NoIo(), ticker);
    private final InetHost host = new InetHost(loop, MacAddress.parse("52:54:00:12:34:56"), 1500, new FakeClock(),
            new SplittableRandom(1), new NoWire());
    private final UdpEndpoints udp = new UdpEndpoints(host);

    /** @param from port of the sender */
    private record Answer(int from, String what) {}

    @BeforeEach
    void serve() throws Exception {
        host.assign(IpConfiguration.of(HOST, 24));
        Files.write(folder.resolve("kernel"), new byte[3 * 512]);
        Files.write(folder.resolve("initrd"), new byte[3 * 512]);
        new TftpServer(new ServedFolder(folder, Optional.empty())).bind(loop, udp::newChannel, SERVER);
        run();
    }

    @AfterEach
    void close() {
        udp.close();
        host.close();
        run();
    }

    /** RFC 1350 4: the client refuses the second answer, and goes on with the first. */
    @Test
    void aLateCopyOfARequestEndsNothing() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        int first = client.next("data 1");
        client.send(message(ACK, 1), first);
        assertEquals(first, client.next("data 2"));
        client.send(request("kernel"), SERVER.getPort());
        int second = client.next("data 1");
        assertNotEquals(first, second);
        client.send(message(ERROR, 5), second);
        client.send(message(ACK, 2), first);
        assertEquals(first, client.next("data 3"));
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(new Answer(first, "data 3")), client.rest());
    }

    @Test
    void aLateCopyOfAnotherRequestEndsNothingEither() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        int first = client.next("data 1");
        client.send(request("initrd"), SERVER.getPort());
        int second = client.next("data 1");
        client.send(message(ACK, 1), first);
        assertEquals(first, client.next("data 2"));
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(new Answer(second, "data 1"), new Answer(first, "data 2")), client.rest());
    }

    @Test
    void aRequestThatIsRepeatedBeforeItsAnswerIsTakenBeginsNothing() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        client.send(request("kernel"), SERVER.getPort());
        client.next("data 1");
        assertEquals(List.of(), client.rest());
        var other = new Client();
        other.send(request("kernel"), SERVER.getPort());
        other.next("data 1");
    }

    @Test
    void aClientThatBeginsAnewIsSentOnlyWhatItBeganLast() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        int first = client.next("data 1");
        client.send(message(ACK, 1), first);
        assertEquals(first, client.next("data 2"));
        var other = new Client();
        other.send(request("kernel"), SERVER.getPort());
        int others = other.next("data 1");
        client.send(request("kernel"), SERVER.getPort());
        int second = client.next("data 1");
        client.send(message(ACK, 1), second);
        assertEquals(second, client.next("data 2"));
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(new Answer(second, "data 2")), client.rest());
        assertEquals(List.of(new Answer(others, "data 1")), other.rest());
    }

    /** Two that answered each other's errors would never stop. */
    @Test
    void errorsAreNotAnsweredByErrors() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        int transfer = client.next("data 1");
        var stranger = new Client();
        stranger.send(message(ERROR, 5), transfer);
        stranger.send(message(ERROR, 5), SERVER.getPort());
        assertEquals(List.of(), stranger.rest());
        stranger.send(message(ACK, 1), transfer);
        stranger.next("error 5");
        stranger.send(message(ACK, 1), SERVER.getPort());
        stranger.next("error 4");
        client.send(message(ACK, 1), transfer);
        client.next("data 2");
    }

    /** Otherwise it would be relayed to whoever has that port on this computer. */
    @Test
    void whatIsLateForATransferThatHasEndedEndsAtItsPort() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        int transfer = client.next("data 1");
        for (int block = 1; block <= 4; block++) {
            client.send(message(ACK, block), transfer);
        }
        client.rest();
        client.send(message(ACK, 4), transfer);
        pass(LatePackets.KEPT.minusMillis(1));
        client.send(message(ACK, 4), transfer);
        assertEquals(List.of(), client.rest());
        assertFalse(isFree(transfer));
        pass(Duration.ofMillis(1));
        assertTrue(isFree(transfer));
    }

    @Test
    void whatIsLateForATransferThatWasLeftEndsAtItsPort() {
        var client = new Client();
        client.send(request("kernel"), SERVER.getPort());
        int first = client.next("data 1");
        client.send(message(ACK, 1), first);
        client.rest();
        client.send(request("kernel"), SERVER.getPort());
        client.send(message(ACK, 1), client.next("data 1"));
        client.rest();
        client.send(message(ACK, 2), first);
        assertEquals(List.of(), client.rest());
        assertFalse(isFree(first));
    }

    /** As many as one client likes. */
    @Test
    void theFirstPortOfManyIsGivenUpFirst() {
        var client = new Client();
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < 65; i++) {
            client.send(request("kernel"), SERVER.getPort());
            int transfer = client.next("data 1");
            client.send(message(ERROR, 0), transfer);
            ports.add(transfer);
        }
        assertFalse(isFree(ports.get(1)));
        assertTrue(isFree(ports.get(0)));
    }

    @Test
    void aRouteThatIsLostForAMomentEndsNothing() throws Exception {
        var request = new TftpMessage.Request(false, "kernel", "octet", Map.of());
        var terms = TftpTerms.of(Map.of(), OptionalLong.empty());
        var source = new BlockSource.Octets(new ServedFolder(folder, Optional.empty()).open("kernel"), terms.blockBytes());
        var ended = new ArrayList<TftpTransfer>();
        var transfer = new TftpTransfer(new InetSocketAddress(HOST, 2000), request, source, terms, new TftpTransfer.Watcher() {
            @Override
            public void chosen(TftpTransfer chosen) {}

            @Override
            public void ended(TftpTransfer over) {
                ended.add(over);
            }
        });
        var channel = new EmbeddedChannel(transfer);
        channel.<DatagramPacket>readOutbound().release();
        channel.pipeline().fireExceptionCaught(new NoRouteToHostException("no answer to ARP"));
        assertEquals(List.of(), ended);
        channel.pipeline().fireExceptionCaught(new PortUnreachableException("nobody listens"));
        assertEquals(List.of(transfer), ended);
        channel.finishAndReleaseAll();
    }

    private boolean isFree(int port) {
        ChannelFuture bound = new Bootstrap().group(loop).channelFactory(udp::newChannel).handler(new ChannelInboundHandlerAdapter())
                .bind(new InetSocketAddress(HOST, port));
        run();
        bound.channel().close();
        run();
        return bound.isSuccess();
    }

    private void run() {
        while (loop.runNow() > 0) {
        }
    }

    private void pass(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        run();
    }

    private static ByteBuf request(String file) {
        return Unpooled.copiedBuffer("\0\1" + file + "\0octet\0", StandardCharsets.ISO_8859_1);
    }

    private static ByteBuf message(int operation, int number) {
        return Unpooled.buffer().writeShort(operation).writeShort(number).writeZero(1);
    }

    private final class Client {
        private final Queue<Answer> received = new ArrayDeque<>();
        private final Channel channel;

        private Client() {
            channel = new Bootstrap().group(loop).channelFactory(udp::newChannel)
                    .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                            String operation = packet.content().getUnsignedShort(0) == 3 ? "data " : "error ";
                            received.add(new Answer(packet.sender().getPort(), operation + packet.content().getUnsignedShort(2)));
                        }
                    }).bind(new InetSocketAddress(HOST, 0)).channel();
            run();
        }

        private void send(ByteBuf message, int port) {
            channel.writeAndFlush(new DatagramPacket(message, new InetSocketAddress(HOST, port)));
            run();
        }

        /** Whose port it came from. */
        private int next(String what) {
            Answer answer = received.remove();
            assertEquals(what, answer.what);
            return answer.from;
        }

        private List<Answer> rest() {
            var rest = List.copyOf(received);
            received.clear();
            return rest;
        }
    }

    private final class FakeClock implements BootClock {
        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(ticker.nanoTime());
        }

        @Override
        public Ticker ticker() {
            return ticker;
        }

        @Override
        public void sleep(Duration time) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoWire implements InetHost.FrameOutput {
        @Override
        public boolean transmit(ByteBuf frame) {
            frame.release();
            return true;
        }

        @Override
        public void flush() {}
    }

    private static final class NoIo implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            return 0;
        }

        @Override
        public void wakeup() {}

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }
}
