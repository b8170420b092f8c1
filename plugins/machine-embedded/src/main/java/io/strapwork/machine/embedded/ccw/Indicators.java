package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.GuestRam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits in guest memory that say which queue has used buffers (virtio 1.3, 4.3.2.6). Any thread. */
sealed interface Indicators {
    /** Returns whether an adapter interruption is due; classic indicators go with the subchannel's own. */
    boolean set(int queue);

    VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** Sets one bit of a byte that is in RAM; true when it was set already. Atomic with whatever the guest does to the word around it. */
    private static boolean setBit(GuestRam ram, long address, int bit) {
        MemorySegment word = ram.at(address & ~3L, 4);
        int inWord = (int) (address & 3);
        int mask = bit << (8 * (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 3 - inWord : inWord));
        return ((int) INT.getAndBitwiseOr(word, 0L, mask) & mask) != 0;
    }

    /** Eight bytes of its own; the queue's bit counts from the right. */
    record Classic(GuestRam ram, long address) implements Indicators {
        @Override
        public boolean set(int queue) {
            setBit(ram, address + 7 - queue / 8, 1 << queue % 8);
            return false;
        }
    }

    /** A bit in a field that devices share, counted from the left, and a summary byte. */
    record Adapter(GuestRam ram, long summary, long first, long bit) implements Indicators {
        @Override
        public boolean set(int queue) {
            long at = bit + queue;
            setBit(ram, first + at / 8, 0x80 >>> (int) (at % 8));
            return !setBit(ram, summary, 1);
        }
    }

    static Indicators ofAdapter(GuestRam ram, String place, long summary, long first, long bit) {
        boolean inRange = bit >= 0 && bit < 1L << 32 && first >= 0 && first < 1L << 62;
        if (!inRange || !ram.holds(summary & ~3L, 4) || !ram.holds(first + bit / 8 & ~3L, 8)) {
            throw new DriverFault(DriverFault.INDICATORS, place,
                    "the adapter indicators at 0x" + Long.toHexString(first) + ", bit " + bit + ", and 0x"
                            + Long.toHexString(summary) + " are not in RAM",
                    "virtio 1.3, 4.3.2.6.2");
        }
        return new Adapter(ram, summary, first, bit);
    }
}
