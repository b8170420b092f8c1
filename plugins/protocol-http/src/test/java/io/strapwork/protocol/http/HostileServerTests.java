package io.strapwork.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.EchoPeer;
import io.strapwork.testkit.fake.GuestNetwork;
import io.strapwork.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Servers that send anything, in pieces, late, or not at all, in virtual time: each fetch ends within its limits, with bytes or a problem. */
class HostileServerTests {
    private static final int FETCHES = 150;
    private static final HttpOptions OPTIONS = new HttpOptions(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(60), 3, 5,
            Duration.ofMillis(1), Duration.ofSeconds(20), 3, new ByteSize(8192), Optional.empty(), Optional.empty(), Optional.empty(),
            Map.of());

    /** Answers each request with a mutated answer, in pieces with pauses; closes, resets or stays. */
    private static final class Moody extends ChannelInboundHandlerAdapter {
        private final Random random;
        private boolean asked;

        Moody(Random random) {
            this.random = random;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            // the echo server behind it is to hear nothing
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            if (!asked) {
                asked = true;
                send(context, HttpFuzzTests.mutate(random), 0);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {}

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        private void send(ChannelHandlerContext context, byte[] answer, int at) {
            int end = Math.min(answer.length, at + 1 + random.nextInt(60));
            context.writeAndFlush(Unpooled.copiedBuffer(answer, at, Math.max(0, end - at)));
            long pause = random.nextInt(30) == 0 ? 7_000 : random.nextInt(300);
            context.executor().schedule(() -> {
                if (end < answer.length) {
                    send(context, answer, end);
                } else if (random.nextInt(8) != 0) {
                    context.close();
                }
            }, pause, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void eachFetchEndsInVirtualTime() throws Exception {
        var random = new Random(20261129);
        VirtualClock clock = VirtualClock.jumping();
        int right = clock.run("fetches", () -> {
            int done = 0;
            try (GuestNetwork network = GuestNetwork.start(clock, 5).configured();
                    EchoPeer server = network.echoStream(channel -> moody(channel, random))) {
                Transport tcp = network.tcp();
                for (int i = 0; i < FETCHES; i++) {
                    done += fetch(tcp, server.port(), clock) ? 1 : 0;
                }
                assertEquals(List.of(), network.wrongs());
            }
            return done;
        });
        assertTrue(right > 15 && right < FETCHES, right + " fetches ended well");
        assertTrue(clock.elapsed().compareTo(Duration.ofMinutes(1)) > 0, "it waited: " + clock.elapsed());
    }

    private static void moody(Channel channel, Random random) {
        channel.pipeline().addLast(new Moody(random));
    }

    private static boolean fetch(Transport tcp, int port, VirtualClock clock) throws InterruptedException {
        Duration began = clock.elapsed();
        try {
            BootUri from = BootUri.parse("http://10.0.2.9:" + port + "/f");
            new HttpProtocol(tcp, tcp, OPTIONS, clock, new Random(1), new ProfileOrigins(List.of())).fetch(from,
                    new MemorySink(1000));
            return true;
        } catch (FetchException e) {

            assertTrue(e.problem().code().startsWith("SW-F3"), e::getMessage);
            return false;
        } finally {
            Duration took = clock.elapsed().minus(began);
            assertTrue(took.compareTo(Duration.ofSeconds(3 * 60 + 60)) < 0, () -> "took " + took);
        }
    }
}
