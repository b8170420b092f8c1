package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class TcpViewTests {
    private static final TcpMessage FULL = new TcpMessage(65535, 443, 0xfedc_ba98, 0x89ab_cdef, TcpView.SYN | TcpView.ACK, 65534, 1460, 7,
            true,
            true, 0x8000_0001, 0x7fff_ffff, new int[]{1, 2});

    private static ByteBuf written(TcpMessage message, int payload) {
        var out = Unpooled.buffer();
        message.writeTo(out);
        assertEquals(message.headerBytes(), out.readableBytes());
        return out.writeZero(payload);
    }

    @Test
    void readsWhatIsWritten() throws Exception {
        var view = TcpView.parse(written(FULL, 5));
        assertEquals(65535, view.sourcePort());
        assertEquals(443, view.destinationPort());
        assertEquals(0xfedc_ba98, view.sequence());
        assertEquals(0x89ab_cdef, view.acknowledgement());
        assertEquals(TcpView.SYN | TcpView.ACK, view.flags());
        assertEquals(65534, view.window());
        assertEquals(1460, view.mss());
        assertEquals(7, view.windowShift());
        assertTrue(view.sackPermitted());
        assertTrue(view.timestamped());
        assertEquals(0x8000_0001, view.timestamp());
        assertEquals(0x7fff_ffff, view.timestampEcho());
        assertArrayEquals(new int[]{1, 2}, view.sack());
        assertEquals(5, view.payloadBytes());
        assertEquals(6, view.length());
    }

    @Test
    void refusesWhatDoesNotFit() {
        refused("a segment of 19 bytes has no room for a header", written(TcpMessage.bare(1, 2, 3, 4, 0), 0).writerIndex(19));
        refused("data offset 16 in a segment of 20 bytes", written(TcpMessage.bare(1, 2, 3, 4, 0), 0).setByte(12, 0x40));
        refused("data offset 24 in a segment of 20 bytes", written(TcpMessage.bare(1, 2, 3, 4, 0), 0).setByte(12, 0x60));
        refused("option 2 at byte 20 does not fit", written(TcpMessage.bare(1, 2, 3, 4, 0), 4).setByte(12, 0x60).setInt(20, 0x0205_0000));
        refused("option 9 at byte 23 does not fit", written(TcpMessage.bare(1, 2, 3, 4, 0), 4).setByte(12, 0x60).setInt(20, 0x0101_0109));
        refused("option 9 at byte 20 does not fit", written(TcpMessage.bare(1, 2, 3, 4, 0), 4).setByte(12, 0x60).setInt(20, 0x0901_0000));
    }

    private static void refused(String what, ByteBuf bytes) {
        assertEquals(what, assertThrows(MalformedSegmentException.class, () -> TcpView.parse(bytes)).getMessage());
    }

    @Test
    void anyBytesAreReadOrRefused() {
        var random = new Random(7);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            ByteBuf bytes = written(FULL, random.nextInt(8));
            for (int j = random.nextInt(6); j >= 0; j--) {
                bytes.setByte(random.nextInt(bytes.readableBytes()), random.nextInt());
            }
            bytes.writerIndex(random.nextInt(8) == 0 ? random.nextInt(bytes.readableBytes()) : bytes.writerIndex());
            read += readable(bytes) ? 1 : 0;
        }
        assertTrue(read > 10_000);
    }

    private static boolean readable(ByteBuf bytes) {
        try {
            var view = TcpView.parse(bytes);
            assertTrue(view.payloadBytes() >= 0 && view.payloadIndex() + view.payloadBytes() == bytes.writerIndex());
            return true;
        } catch (MalformedSegmentException e) {
            return false;
        }
    }

    static Stream<byte[]> segments() {
        var twice = new TcpMessage(1, 2, 3, 4, TcpView.ACK, 5, 0, -1, false, true, 6, 7, new int[]{100, 200, 50, 300, 400, 500});
        return Stream.of(ByteBufUtil.getBytes(written(FULL, 5)), ByteBufUtil.getBytes(written(TcpMessage.bare(1, 2, 3, 4, 0), 0)),
                ByteBufUtil.getBytes(written(twice, 0)));
    }

    @MethodSource("segments")
    @FuzzTest
    void anySegment(byte[] bytes) {
        readable(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void scoreboardKeepsWhatASetWouldKeep() {
        var random = new Random(8);
        for (int round = 0; round < 300; round++) {
            var board = new Scoreboard();
            var set = new TreeSet<Integer>();
            int base = random.nextInt();
            int una = 0;
            for (int i = 0; i < 60; i++) {
                int start = una + 1 + random.nextInt(100);
                int end = start + 1 + random.nextInt(20);
                board.add(new int[]{base + start, base + end}, base + una, base + 200);
                for (int k = start; k < end && end <= 200; k++) {
                    set.add(k);
                }
                if (random.nextInt(10) == 0) {
                    una += random.nextInt(10);
                    while (set.contains(una)) {
                        una++;
                    }
                    set.headSet(una).clear();
                    assertTrue(board.advance(base + una));
                }
                assertEquals(set.size(), board.bytes());
                int at = una + random.nextInt(120);
                assertEquals(set.headSet(at).size(), board.bytesBefore(base + at));
                int free = at;
                while (set.contains(free)) {
                    free++;
                }
                assertEquals(free, board.skip(base + at) - base);
                Integer taken = set.ceiling(free);
                assertEquals(taken == null ? 300 : taken, board.gapEnd(base + free, base + 300) - base);
            }
        }
    }

    @Test
    void receiveQueueRestoresTheOrder() {
        var random = new Random(9);
        for (int round = 0; round < 500; round++) {
            int start = random.nextInt();
            var queue = new ReassemblyQueue(start);
            var stream = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(stream);
            ByteBuf source = Unpooled.wrappedBuffer(stream);
            ByteBuf got = Unpooled.buffer();
            int most = 1 + random.nextInt(3000);
            while (queue.next() != start + stream.length) {
                int from = random.nextInt(4) == 0 ? queue.next() - start : random.nextInt(stream.length);
                int bytes = Math.min(1 + random.nextInt(most), stream.length - from);
                ByteBuf segment = source.copy(from, bytes);
                queue.add(segment, 0, start + from, bytes);
                segment.release();
                int[] blocks = queue.blocks(3);
                // the first may tell of what came twice (RFC 2883)
                boolean twice = blocks.length > 0 && (Sequence.atMost(blocks[1], queue.next())
                        || blocks.length > 2 && Sequence.atMost(blocks[2], blocks[0]) && Sequence.atMost(blocks[1], blocks[3]));
                for (int i = twice ? 2 : 0; i < blocks.length; i += 2) {
                    assertTrue(Sequence.before(queue.next(), blocks[i]) && Sequence.before(blocks[i], blocks[i + 1]));
                }
                for (ByteBuf part = random.nextBoolean() ? queue.poll() : null; part != null; part = queue.poll()) {
                    got.writeBytes(part);
                    part.release();
                }
            }
            for (ByteBuf part = queue.poll(); part != null; part = queue.poll()) {
                got.writeBytes(part);
                part.release();
            }
            assertEquals(source, got);
            assertEquals(0, queue.readyBytes());
            queue.release();
        }
    }
}
