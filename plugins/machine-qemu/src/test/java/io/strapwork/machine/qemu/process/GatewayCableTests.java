package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GatewayCableTests {
    @Test
    void framesComeOutHoweverTheStreamIsCut() {
        var random = new Random(3);
        var channel = new EmbeddedChannel(new GatewayCable.Frames());
        ByteBuf stream = Unpooled.buffer();
        int[] lengths = random.ints(300, 0, 3000).toArray();
        for (int i = 0; i < lengths.length; i++) {
            stream.writeInt(lengths[i]);
            for (int j = 0; j < lengths[i]; j++) {
                stream.writeByte(i + j);
            }
        }
        while (stream.isReadable()) {
            channel.writeInbound(stream.readBytes(Math.min(stream.readableBytes(), 1 + random.nextInt(4000))));
        }
        stream.release();
        for (int i = 0; i < lengths.length; i++) {
            ByteBuf frame = channel.readInbound();
            assertEquals(lengths[i], frame.readableBytes());
            if (lengths[i] > 0) {
                assertEquals((byte) (i + lengths[i] - 1), frame.getByte(lengths[i] - 1));
            }
            frame.release();
        }
        assertFalse(channel.finish());
    }

    @Test
    void aFrameThatCannotBeCutsTheCable() {
        for (int length : new int[]{-1, 1 << 20, 69633}) {
            var channel = new EmbeddedChannel(new GatewayCable.Frames());
            channel.writeInbound(Unpooled.buffer().writeInt(length).writeLong(0));
            assertFalse(channel.isOpen());
            channel.finishAndReleaseAll();
        }
        var largest = new EmbeddedChannel(new GatewayCable.Frames());
        assertTrue(largest.writeInbound(Unpooled.buffer().writeInt(69632).writeZero(69632)));
        largest.finishAndReleaseAll();
    }
}
