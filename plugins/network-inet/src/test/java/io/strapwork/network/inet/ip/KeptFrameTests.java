package io.strapwork.network.inet.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptFrameTests {
    /** Small pieces, and pieces of much larger frames, are copies. */
    @ParameterizedTest
    @CsvSource({"60000,600,1", "60000,20000,1", "60000,50000,2", "1514,1400,2", "1514,600,2", "1514,100,1", "2000,600,1"})
    void aPieceDoesNotPinMuchMoreThanItself(int frameBytes, int bytes, int counted) {
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(frameBytes, frameBytes).writeZero(frameBytes);
        frame.setByte(20, 7);
        ByteBuf packet = frame.slice(14, frameBytes - 14);
        ByteBuf piece = KeptFrame.of(packet, 6, bytes - 20);
        assertEquals(counted, frame.refCnt());
        assertEquals(7, piece.getByte(piece.readerIndex()));
        assertEquals(bytes - 20, piece.readableBytes());
        piece.release();
        frame.release();
    }
}
