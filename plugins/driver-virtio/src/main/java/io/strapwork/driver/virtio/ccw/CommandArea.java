package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** One page of guest memory for operands of I/O instructions and channel programs. All numbers are big-endian unless the method's name says otherwise. */
final class CommandArea {
    static final int SCHIB = 0x000;
    static final int ORB = 0x040;
    static final int CCW = 0x080;
    static final int IRB = 0x0c0;
    static final int SENSE = 0x140;
    static final int DATA = 0x180;
    /** Where a device sets its indicators (virtio 1.3, 4.3.2.6): queues, and configuration behind them. */
    static final int QUEUE_INDICATORS = 0x800;
    static final int CONFIG_INDICATORS = 0x808;
    private static final int BYTES = 4096;
    private static final VarHandle INDICATORS = ValueLayout.JAVA_LONG.varHandle();

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32_LITTLE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GuestAddress start;
    private final MemorySegment bytes;

    CommandArea(DmaMemory dma) {
        this(dma.allocate(BYTES, BYTES), dma.memory());
    }

    /** Over memory that the caller took. */
    CommandArea(GuestRange range, GuestMemory memory) {
        this.start = range.start();
        this.bytes = memory.at(range);
    }

    GuestAddress at(int offset) {
        return start.plus(offset);
    }

    /** For CCWs and ORBs, which hold 31-bit addresses. */
    int address(int offset) {
        return Math.toIntExact(at(offset).value());
    }

    int u8(int offset) {
        return bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    int u16(int offset) {
        return bytes.get(U16, offset) & 0xffff;
    }

    int u32(int offset) {
        return bytes.get(U32, offset);
    }

    long u32Little(int offset) {
        return bytes.get(U32_LITTLE, offset) & 0xffff_ffffL;
    }

    void putU8(int offset, int value) {
        bytes.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }

    void putU16(int offset, int value) {
        bytes.set(U16, offset, (short) value);
    }

    void putU32(int offset, int value) {
        bytes.set(U32, offset, value);
    }

    void putU64(int offset, long value) {
        bytes.set(U64, offset, value);
    }

    void putU32Little(int offset, int value) {
        bytes.set(U32_LITTLE, offset, value);
    }

    void clear(int offset, int count) {
        bytes.asSlice(offset, count).fill((byte) 0);
    }

    /** The 8-byte indicators as they were, now zero; atomic against the device. */
    long takeIndicators(int offset) {
        return (long) INDICATORS.getAndSet(bytes, (long) offset, 0L);
    }

    byte[] copy(int offset, int count) {
        return bytes.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
    }

}
