package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that sends any segments, most of them nearly right, while time passes: nothing is thrown, answered without cause, kept or left over. */
class HostilePeerTests {
    private static final Inet4Address OWN = VirtualWorld.address("10.0.2.15");
    private static final Inet4Address PEER = VirtualWorld.address("10.0.2.9");
    private static final int SERVED = 80;
    private static final int ASKED = 99;
    private static final int STEPS = 120;

    /** What the host said last to a port of the peer's. */
    private record Said(int from, int next, int acknowledged) {}

    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.buffer().writeZero(5_000));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private final Map<Integer, Said> said = new HashMap<>();
    private final List<ByteBuf> injected = new ArrayList<>();

    @Test
    void conversationsLeaveNothing() {
        int answers = 0;
        for (int seed = 0; seed < 80; seed++) {
            answers += new HostilePeerTests().converse(new Random(seed), seed);
        }
        assertTrue(answers > 4_000, answers + " answers");
    }

    static Stream<byte[]> dice() {
        return Stream.of(1, 2, 3).map(seed -> {
            var bytes = new byte[1000];
            new Random(seed).nextBytes(bytes);
            return bytes;
        });
    }

    /** Each step is eight bytes of choices. */
    @MethodSource("dice")
    @FuzzTest
    void anyConversation(byte[] bytes) {
        new HostilePeerTests().converse(new Random(Arrays.hashCode(bytes)) {
            private static final long serialVersionUID = 1;
            private int at;

            @Override
            public int nextInt(int bound) {
                return at < bytes.length ? Integer.remainderUnsigned(bytes[at++] & 0xff, bound) : super.nextInt(bound);
            }
        }, 1);
    }

    private int converse(Random random, long seed) {
        try (var world = new VirtualWorld(seed)) {
            TcpConnections engine = world.engine("10.0.2.15", TcpSettings.USUAL);
            world.host("10.0.2.9");
            world.filter = packet -> {
                if (packet.destination.equals(PEER)) {
                    TcpView view = packet.view();
                    said.put(view.destinationPort(), new Said(view.sourcePort(), view.sequence() + view.length(), view.acknowledgement()));
                }
                return true;
            };
            new ServerBootstrap().group(world.loop).channelFactory(() -> new InetServerChannel(engine)).childHandler(new Echo())
                    .bind(new InetSocketAddress(OWN, SERVED));
            for (int i = 0; i < 3; i++) {
                new Bootstrap().group(world.loop).channelFactory(() -> new InetStreamChannel(engine)).handler(new Echo())
                        .connect(new InetSocketAddress(PEER, ASKED));
            }
            world.run(Duration.ofMillis(1));
            for (int step = 0; step < STEPS; step++) {
                for (int burst = random.nextInt(4); burst >= 0; burst--) {
                    ByteBuf segment = segment(random);
                    injected.add(segment);
                    world.inject(new VirtualWorld.Packet(PEER, OWN, segment), random.nextInt(3) * 1_000_000L);
                }
                world.run(Duration.ofMillis(random.nextInt(12) == 0 ? 20_000 : random.nextInt(50)));
                assertTrue(engine.size() < 64, "connections: " + engine.size());
            }
            int answers = world.packets;
            assertTrue(answers < injected.size() * 40 + 1_000, answers + " packets for " + injected.size());
            world.run(Duration.ofHours(2));
            engine.close();
            world.loop.runNow();
            assertEquals(0, engine.size());
            injected.forEach(segment -> assertEquals(0, segment.refCnt(), "kept"));
            return answers;
        }
    }

    private ByteBuf segment(Random random) {
        boolean client = random.nextBoolean();
        int port = client ? ASKED : 2_000 + random.nextInt(3);
        Said last = said.getOrDefault(port, new Said(SERVED, 0, 0));
        int flags = switch (random.nextInt(12)) {
            case 0 -> TcpView.SYN;
            case 1 -> TcpView.SYN | TcpView.ACK;
            case 2 -> TcpView.RST;
            case 3 -> TcpView.FIN | TcpView.ACK;
            case 4 -> random.nextInt(64);
            default -> last.acknowledged == 0 ? client ? TcpView.SYN | TcpView.ACK : TcpView.SYN : TcpView.ACK;
        };
        int sequence = last.acknowledged + off(random);
        int acknowledgement = last.next + off(random);
        boolean syn = (flags & TcpView.SYN) != 0;
        boolean stamped = random.nextInt(3) == 0;
        int[] sack = random.nextInt(6) == 0 && !syn
                ? random.nextBoolean()
                        ? new int[]{acknowledgement + 100, acknowledgement + 200 + off(random)}
                        : new int[]{acknowledgement - 100, acknowledgement + off(random), acknowledgement + 100, acknowledgement + 2000}
                : TcpMessage.NO_SACK;
        var message = new TcpMessage(port, last.from, sequence, acknowledgement, flags,
                random.nextInt(4) == 0 ? 0 : random.nextInt(250) << 8,
                syn ? random.nextInt(3) * 700 : 0, syn ? random.nextInt(3) * 7 : -1, syn && random.nextBoolean(), stamped,
                random.nextInt(256), random.nextInt(256),
                sack);
        ByteBuf out = Unpooled.buffer();
        message.writeTo(out);
        out.writeZero(random.nextInt(3) == 0 ? random.nextInt(6) * 250 : 0);
        if (random.nextInt(16) == 0) {
            out.setByte(12 + random.nextInt(Math.min(60, out.readableBytes()) - 12), random.nextInt(256));
        }
        out.setShort(16, 0);
        out.setShort(16,
                InternetChecksum
                        .finish(InternetChecksum.add(InternetChecksum.pseudoHeader(PEER, OWN, IpNetwork.TCP, out.readableBytes()), out, 0,
                                out.readableBytes())));
        return out;
    }

    private static int off(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 1;
            case 1 -> -1;
            case 2 -> random.nextInt(256) << 8;
            case 3 -> -random.nextInt(256) << 4;
            case 4 -> 1 << 31;
            default -> 0;
        };
    }
}
