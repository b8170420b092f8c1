package io.strapwork.transport.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class HostTransportTests {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void udpAnswersComeFromWhereTheyWereAsked() throws Exception {
        try (var server = new DatagramSocket(0, LOOPBACK); var udp = new HostUdpTransport(new HostUdpOptions("10.0.2.2"))) {
            var read = new LinkedBlockingQueue<DatagramPacket>();
            Channel channel = udp.bootstrap().handler(new Datagrams(read)).bind(0).sync().channel();
            var to = new InetSocketAddress("10.0.2.2", server.getLocalPort());
            channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("question", StandardCharsets.US_ASCII), to)).sync();
            var question = new java.net.DatagramPacket(new byte[100], 100);
            server.receive(question);
            assertEquals("question", new String(question.getData(), 0, question.getLength(), StandardCharsets.US_ASCII));
            var answer = new byte[60000];
            server.send(new java.net.DatagramPacket(answer, answer.length, question.getSocketAddress()));
            DatagramPacket got = read.poll(20, TimeUnit.SECONDS);
            assertEquals(to, got.sender());
            assertEquals(answer.length, got.content().readableBytes(), "not cut off");
            got.release();
        }
    }

    @Test
    void tcpReachesTheLoopbackByItsOtherName() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK); var tcp = new HostTcpTransport(new HostTcpOptions("10.0.2.2"))) {
            for (InetSocketAddress to : new InetSocketAddress[]{InetSocketAddress.createUnresolved("10.0.2.2", server.getLocalPort()),
                new InetSocketAddress("10.0.2.2", server.getLocalPort()),
                InetSocketAddress.createUnresolved("localhost", server.getLocalPort())}) {
                var read = new LinkedBlockingQueue<String>();
                Channel channel = tcp.bootstrap().handler(new Text(read)).connect(to).sync().channel();
                try (Socket accepted = server.accept()) {
                    accepted.getOutputStream().write('k');
                    assertEquals("k", read.poll(20, TimeUnit.SECONDS));
                }
                channel.closeFuture().sync();
            }
        }
    }

    @Test
    void withoutALoopbackNameAddressesAreLeftAlone() {
        LoopbackName none = LoopbackName.parse("host-tcp", "");
        var address = new InetSocketAddress("10.0.2.2", 80);
        assertEquals(address, none.inside(address));
        assertFalse(none.stands(address));
        assertEquals(new InetSocketAddress(LOOPBACK, 80), none.outside(new InetSocketAddress(LOOPBACK, 80)));
    }

    @Test
    void theNameOfTheLoopbackStaysForCertificates() {
        LoopbackName name = LoopbackName.parse("host-tcp", "10.0.2.2");
        InetSocketAddress inside = name.inside(InetSocketAddress.createUnresolved("10.0.2.2", 443));
        assertEquals("10.0.2.2", inside.getHostString());
        assertEquals(LOOPBACK, inside.getAddress());
    }

    @Test
    void aLoopbackThatIsNoAddressIsRefused() {
        for (String wrong : new String[]{"gateway", "::1"}) {
            var e = assertThrows(StrapworkException.class, () -> new HostUdpTransport(new HostUdpOptions(wrong)));
            Problem problem = e.problems().getFirst();
            assertEquals("SW-N501", problem.code());
            assertEquals("host-udp loopback", problem.where());
            assertEquals("\"" + wrong + "\" is not an IPv4 address", problem.what());
            assertEquals("write an address such as \"10.0.2.2\", or \"\" for none", problem.hint());
        }
    }

    @Test
    void aNameThatIsNotThereFails() throws Exception {
        try (var tcp = new HostTcpTransport(new HostTcpOptions("10.0.2.2"))) {
            var future = tcp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect("no-such-host.invalid", 80).await();
            assertTrue(future.cause() instanceof UnknownHostException, () -> "" + future.cause());
        }
    }

    @Test
    void closeEndsTheThreadAndMayBeCalledTwice() throws Exception {
        var udp = new HostUdpTransport(new HostUdpOptions("10.0.2.2"));
        Channel channel = udp.bootstrap().handler(new ChannelInboundHandlerAdapter()).bind(0).sync().channel();
        udp.close();
        assertFalse(channel.isOpen());
        assertTrue(channel.eventLoop().isTerminated());
        udp.close();
    }

    private static final class Datagrams extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<DatagramPacket> read;

        Datagrams(BlockingQueue<DatagramPacket> read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            read.add((DatagramPacket) message);
        }
    }

    private static final class Text extends SimpleChannelInboundHandler<ByteBuf> {
        private final BlockingQueue<String> read;

        Text(BlockingQueue<String> read) {
            this.read = read;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            read.add(bytes.toString(StandardCharsets.US_ASCII));
        }
    }
}
