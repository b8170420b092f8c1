package io.strapwork.network.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.network.inet.TestNet;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A name server that answers anything: a name has an address or a problem, in the time that it may take. */
class HostileNameServerTests {
    private static final String QUESTION = "04626f6f74076578616d706c65000001" + "0001";
    /** Behind the query's own number: one address, an alias with one, a name that is not there, a cut answer, a pointer to itself, a name that IDN.toASCII refuses. */
    private static final String[] ANSWERS = {"81800001000100000000" + QUESTION + "c00c000100010000003c00040a000263",
        "81800001000200000000" + QUESTION + "c00c000500010000003c00040178c011c02a000100010000003c00040a000263",
        "81830001000000000000" + QUESTION, "83800001000000000000" + QUESTION, "81800001000100000000" + QUESTION + "c01ec01e",
        "81800001000100000000" + QUESTION + "032e2e2e0000010001" + "0000003c00040a000263"};

    static Stream<byte[]> answers() {
        return Stream.of(ANSWERS).map(HexFormat.of()::parseHex);
    }

    /** Netty's resolver would log a warning with the bytes as they are. */
    @Test
    void whatAnswersNoQueryDoesNotReachTheResolver() {
        List<byte[]> said = new ArrayList<>(answers().toList());
        said.add(HexFormat.of().parseHex(ANSWERS[0].replace("04626f6f74", "04626f1b74")));
        said.add(HexFormat.of().parseHex("81800000000000000000"));
        said.add(new byte[3]);
        List<Boolean> passed = said.stream().map(answer -> {
            var channel = new EmbeddedChannel(new AnswerScreen());
            channel.writeOutbound(packet(HexFormat.of().parseHex("01000001000000000000" + QUESTION)));
            channel.<DatagramPacket>readOutbound().release();
            DatagramPacket sent = packet(answer);
            channel.writeInbound(sent);
            DatagramPacket packet = channel.readInbound();
            boolean is = packet != null && packet.release();
            assertEquals(0, sent.refCnt(), "buffers kept");
            return is;
        }).toList();
        assertEquals(List.of(true, true, true, true, false, false, false, false, false), passed);
    }

    private static DatagramPacket packet(byte[] behindId) {
        return new DatagramPacket(Unpooled.buffer().writeShort(1).writeBytes(behindId), new InetSocketAddress(TestNet.A, 53),
                new InetSocketAddress(TestNet.B, 5000));
    }

    @MethodSource("answers")
    @FuzzTest
    void anyAnswer(byte[] answer) {
        resolves(answer);
    }

    @Test
    void changedAnswersGiveAddressesOrProblems() {
        var random = new Random(53);
        int resolved = 0;
        for (int round = 0; round < 400; round++) {
            byte[] answer = HexFormat.of().parseHex(ANSWERS[random.nextInt(ANSWERS.length)]);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                answer[random.nextInt(answer.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xc0);
            }
            resolved += resolves(answer) ? 1 : 0;
        }
        assertTrue(resolved > 20, resolved + " resolved");
    }

    private static boolean resolves(byte[] answer) {
        try (TestNet net = TestNet.configured();
                var resolver = new InetResolver(new UdpEndpoints(net.a), new InetResolver.Settings(Duration.ofSeconds(2), 2))) {
            UdpEndpoints server = new UdpEndpoints(net.b);
            new Bootstrap().group(net.loop).channelFactory(server::newChannel).handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, DatagramPacket query) {
                    ByteBuf said = context.alloc().buffer().writeShort(query.content().getUnsignedShort(0)).writeBytes(answer);
                    context.writeAndFlush(new DatagramPacket(said, query.sender()));
                }
            }).bind(TestNet.B, 53);
            net.run();
            Future<InetSocketAddress> found = resolver.getResolver(net.loop)
                    .resolve(InetSocketAddress.createUnresolved("boot.example", 443));
            net.run();
            net.pass(Duration.ofSeconds(60));
            assertTrue(found.isDone(), "it waits for ever");
            if (!found.isSuccess()) {
                StrapworkException told = assertInstanceOf(StrapworkException.class, found.cause().getCause());
                assertTrue(told.problems().getFirst().code().startsWith("SW-N60"), told::getMessage);
            }
            return found.isSuccess();
        }
    }
}
