package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class TftpFuzzTests {
    private static final byte[][] SEEDS = {{0, 3, 0, 1, 9, 9}, {0, 4, 0, 1}, "\0\5\0\1not found\0".getBytes(StandardCharsets.ISO_8859_1),
        "\0\6blksize\0001428\0tsize\00012345\0windowsize\00016\0".getBytes(StandardCharsets.ISO_8859_1), {0, 6}, {0, 1}, {}};

    private static byte[] mutate(Random random) {
        byte[] seed = SEEDS[random.nextInt(SEEDS.length)].clone();
        byte[] packet = java.util.Arrays.copyOf(seed, Math.max(0, seed.length + random.nextInt(9) - 4));
        for (int i = random.nextInt(4); i > 0 && packet.length > 0; i--) {
            packet[random.nextInt(packet.length)] = (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt(256));
        }
        return packet;
    }

    @Test
    void parsingNeverThrows() {
        var random = new Random(11);
        for (int i = 0; i < 50_000; i++) {
            anyPacket(mutate(random));
        }
    }

    static Stream<byte[]> packets() {
        return Stream.of(SEEDS);
    }

    @MethodSource("packets")
    @FuzzTest
    void anyPacket(byte[] packet) {
        if (TftpMessage.parse(Unpooled.wrappedBuffer(packet)) instanceof TftpMessage.Fault(int _, String text)) {
            assertTrue(text.length() <= TftpMessage.TEXT_LIMIT + 1 && text.chars().noneMatch(Character::isISOControl));
        }
    }

    /** Whatever the server sends, the fetch ends, with the file or with a problem, and leaves nothing open. */
    @Test
    void garbageEndsInAProblem() throws Exception {
        var udp = HostSockets.udp();
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            try (var server = new ScriptedServer((request, side) -> {
                for (int i = 0; i < 40; i++) {
                    side.send(mutate(random));
                }
            })) {
                var options = new TftpOptions(Optional.of(1428), Optional.of(16), Duration.ofMillis(50), Duration.ofMillis(150),
                        Duration.ofSeconds(5),
                        Duration.ZERO, false);
                try {
                    new TftpProtocol(udp, options, BootClock.system()).fetch(BootUri.parse(server.uri("f")), new MemorySink(100_000));
                } catch (FetchException e) {
                    assertTrue(e.problem().code().startsWith("SW-F2"));
                }
                assertTrue(udp.allClosed());
            }
        }
        udp.close();
    }

    /** Garbage from strangers does no harm to a transfer. */
    @Test
    void strangersDoNoHarm() throws Exception {
        byte[] content = new byte[300_000];
        new Random(5).nextBytes(content);
        var udp = HostSockets.udp();
        var sink = new MemorySink();
        var random = new Random(12);
        try (var server = new ScriptedServer((request, side) -> {
            try (var stranger = new ScriptedServer.Side(request.from())) {
                side.options("blksize", "1428", "windowsize", "16", "tsize", "" + content.length);
                side.expectAck(0);
                int last = content.length / 1428 + 1;
                for (int block = 1; block <= last; block++) {
                    stranger.send(mutate(random));
                    side.data(block, java.util.Arrays.copyOfRange(content, (block - 1) * 1428, Math.min(content.length, block * 1428)));
                    if (block % 16 == 0 || block == last) {
                        side.expectAck(block);
                    }
                }
            }
        })) {
            var options = new TftpOptions(Optional.of(1428), Optional.of(16), Duration.ofSeconds(2), Duration.ofSeconds(10),
                    Duration.ofMinutes(1), Duration.ZERO, false);
            new TftpProtocol(udp, options, BootClock.system()).fetch(BootUri.parse(server.uri("f")), sink);
            server.requests();
        }
        assertArrayEquals(content, sink.content());
        udp.close();
    }
}
