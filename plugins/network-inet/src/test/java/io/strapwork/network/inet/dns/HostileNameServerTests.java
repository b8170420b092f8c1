package io.strapwork.network.inet.dns;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.network.inet.TestNet;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A name server that answers anything: a name has an address or a problem, in the time that it may take. */
class HostileNameServerTests {
    private static final String QUESTION = "04626f6f74076578616d706c65000001" + "0001";
    /** Behind the query's own number: one address, an alias with one, a name that is not there, a cut answer, a pointer to itself. */
    private static final String[] ANSWERS = {"81800001000100000000" + QUESTION + "c00c000100010000003c00040a000263",
        "81800001000200000000" + QUESTION + "c00c000500010000003c0004017800c00c000178c00c000100010000003c00040a000263",
        "81830001000000000000" + QUESTION, "83800001000000000000" + QUESTION, "81800001000100000000" + QUESTION + "c01ec01e"};

    static Stream<byte[]> answers() {
        return Stream.of(ANSWERS).map(HexFormat.of()::parseHex);
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
