package org.example.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.testkit.fake.MemorySink;
import io.strapwork.testkit.fake.SkippingClock;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.example.nbd.NbdState.Finished;
import org.example.nbd.NbdState.Over;
import org.junit.jupiter.api.Test;

/** What a server sends, with bytes changed, cut off and torn into pieces: only an outcome may come out, and nothing is left over. */
class NbdFuzzTests {
    private static final int ROUNDS = 5_000;
    private static final byte[] CONTENT = NbdProtocolTests.content(40_000);

    private static byte[] stream(boolean structured) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeLong(0x4e42444d41474943L);
        out.writeLong(0x49484156454f5054L);
        out.writeShort(3);
        option(out, 8, structured ? 1 : 0x80000001, 0);
        option(out, 7, 3, 12);
        out.writeShort(0);
        out.writeLong(CONTENT.length);
        out.writeShort(3);
        option(out, 7, 3, 14);
        out.writeShort(3);
        out.writeInt(64);
        out.writeInt(4096);
        out.writeInt(1 << 20);
        option(out, 7, 1, 0);
        for (int offset = 0; offset < CONTENT.length; offset += 16_384) {
            int length = Math.min(16_384, CONTENT.length - offset);
            if (structured) {
                chunk(out, 0, 1, offset, 8 + length / 2);
                out.writeLong(offset);
                out.write(CONTENT, offset, length / 2);
                chunk(out, 1, 1, offset, 8 + length - length / 2);
                out.writeLong(offset + length / 2);
                out.write(CONTENT, offset + length / 2, length - length / 2);
            } else {
                out.writeInt(0x67446698);
                out.writeInt(0);
                out.writeLong(offset);
                out.write(CONTENT, offset, length);
            }
        }
        return bytes.toByteArray();
    }

    private static void option(DataOutputStream out, int option, int type, int length) throws IOException {
        out.writeLong(0x0003e889045565a9L);
        out.writeInt(option);
        out.writeInt(type);
        out.writeInt(length);
    }

    private static void chunk(DataOutputStream out, int flags, int type, long cookie, int length) throws IOException {
        out.writeInt(0x668e33ef);
        out.writeShort(flags);
        out.writeShort(type);
        out.writeLong(cookie);
        out.writeInt(length);
    }

    /** How a connection ends that hears these bytes, in pieces, and then nothing more. */
    private static Over hear(byte[] stream, Random random, MemorySink sink) {
        var allocator = new UnpooledByteBufAllocator(false);
        var clock = new SkippingClock();
        var problems = new NbdProblems(BootUri.parse("nbd://10.0.2.2/disk"));
        var connection = new NbdConnection(new NbdHandshake("disk", NbdProtocolTests.OPTIONS, problems, 0), clock, sink,
                clock.nanoTime() + 600_000_000_000L);
        var channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(connection);
        channel.pipeline().fireChannelActive();
        for (int at = 0; at < stream.length && channel.isActive();) {
            int length = Math.min(stream.length - at, random.nextInt(4) == 0 ? random.nextInt(1, 40) : random.nextInt(1, 30_000));
            channel.writeInbound(allocator.buffer(length).writeBytes(stream, at, length));
            at += length;
        }
        channel.close();
        channel.checkException();
        sink.seal();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            sent.release();
        }
        channel.finishAndReleaseAll();
        assertTrue(connection.outcome().isDone(), "no outcome");
        assertFalse(connection.outcome().isCompletedExceptionally(), () -> "not an outcome: " + connection.outcome().exceptionNow());
        assertEquals(0, allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory(), "buffers were not released");
        assertEquals(0, sink.late());
        return connection.outcome().resultNow();
    }

    @Test
    void unchanged() throws IOException {
        for (boolean structured : new boolean[]{true, false}) {
            for (int seed = 0; seed < 50; seed++) {
                var sink = new MemorySink();
                assertEquals(new Finished(), hear(stream(structured), new Random(seed), sink));
                assertArrayEquals(CONTENT, sink.content());
            }
        }
    }

    @Test
    void changed() throws IOException {
        byte[][] streams = {stream(true), stream(false)};
        int finished = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            byte[] stream = streams[seed & 1].clone();
            // Where numbers stand more often than in the data.
            int reach = random.nextBoolean() ? 220 : stream.length;
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                stream[random.nextInt(reach)] = (byte) switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> 0xff;
                    case 2 -> 0x80;
                    default -> random.nextInt(256);
                };
            }
            if (random.nextInt(4) == 0) {
                stream = java.util.Arrays.copyOf(stream, random.nextInt(stream.length));
            }
            finished += hear(stream, random, new MemorySink(1 << 20)) instanceof Finished ? 1 : 0;
        }
        assertTrue(finished > 0 && finished < ROUNDS, finished + " finished");
    }
}
