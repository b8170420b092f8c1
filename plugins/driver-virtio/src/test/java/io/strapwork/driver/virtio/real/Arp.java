package io.strapwork.driver.virtio.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks QEMU's user network who 10.0.2.2 is. */
final class Arp {
    private Arp() {}

    /** Many times, each answered. Returns the frames that came back. */
    static int exchange(Link link, int times) {
        long own = link.facts().address().value();
        int answers = 0;
        for (int i = 0; i < times; i++) {
            ByteBuf frame = Unpooled.buffer();
            frame.writeLong(-1L).writerIndex(6).writeShort((int) (own >>> 32)).writeInt((int) own).writeShort(0x0806);
            frame.writeShort(1).writeShort(0x0800).writeByte(6).writeByte(4).writeShort(1);
            frame.writeShort((int) (own >>> 32)).writeInt((int) own).writeInt(0x0a00020f).writeZero(6).writeInt(0x0a000202);
            frame.writeZero(18);
            assertTrue(link.transmit(frame));
            link.flush();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            var seen = new boolean[1];
            while (!seen[0]) {
                assertTrue(System.nanoTime() < until, "no answer to question " + i);
                int count = link.receive((answer, checked) -> {
                    seen[0] |= answer.readableBytes() >= 42 && answer.getShort(12) == 0x0806 && answer.getInt(28) == 0x0a000202;
                    answer.release();
                }, 16);
                answers += count;
                if (count == 0 && ((InterruptingCard) link.card()).armInterrupt()) {
                    LockSupport.parkNanos(link.facts().maxSleepNanos());
                    ((InterruptingCard) link.card()).disarmInterrupt();
                }
            }
        }
        assertEquals(50_000, link.facts().maxSleepNanos());
        return answers;
    }
}
