package io.strapwork.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapRecordsTests {
    private static final int RECORD = 16384 + 256 + 5;

    private final HeapRecords records = new HeapRecords();
    private final ByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    @Test
    void collectsWhatComesInPiecesOfAnySizeOnTheHeapAndInOrder() {
        byte[] sent = new byte[300_000];
        var random = new Random(7);
        random.nextBytes(sent);
        ByteBuf held = Unpooled.EMPTY_BUFFER;
        ByteBuf got = Unpooled.buffer();
        for (int at = 0; at < sent.length;) {
            int size = Math.min(1 + random.nextInt(70_000), sent.length - at);
            held = records.cumulate(allocator, held, direct(sent, at, size));
            at += size;
            assertTrue(held.hasArray());
            got.writeBytes(held, held.readableBytes() / RECORD * RECORD);
            held.discardSomeReadBytes();
        }
        got.writeBytes(held);
        assertEquals(Unpooled.wrappedBuffer(sent), got);
        assertTrue(held.release());
    }

    @Test
    void aRecordOfSmallSegmentsStaysWhereItIs() {
        ByteBuf first = records.cumulate(allocator, Unpooled.EMPTY_BUFFER, direct(new byte[1460], 0, 1460));
        ByteBuf held = first;
        for (int i = 1; i < RECORD / 1460; i++) {
            held = records.cumulate(allocator, held, direct(new byte[1460], 0, 1460));
        }
        assertSame(first, held);
        assertTrue(held.release());
    }

    @Test
    void eachBufferIsGivenBackOnce() {
        ByteBuf before = direct(new byte[40_000], 0, 40_000);
        ByteBuf next = direct(new byte[10], 0, 10);
        ByteBuf held = records.cumulate(allocator, before, next);
        assertEquals(0, before.refCnt());
        assertEquals(0, next.refCnt());
        assertEquals(1, held.refCnt());
        held.release();
    }

    @Test
    void aBufferThatSomebodyElseHoldsIsNotWrittenTo() {
        ByteBuf shared = allocator.heapBuffer(100).writeBytes(new byte[10]);
        ByteBuf view = shared.retainedDuplicate();
        ByteBuf held = records.cumulate(allocator, shared, direct(new byte[]{1, 2, 3}, 0, 3));
        assertNotSame(shared, held);
        assertEquals(13, held.readableBytes());
        assertEquals(1, shared.refCnt());
        view.release();
        held.release();
    }

    private ByteBuf direct(byte[] bytes, int at, int size) {
        return allocator.directBuffer(size).writeBytes(bytes, at, size);
    }
}
