package io.strapwork.driver.virtio.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One ring in memory that the device sees. Numbers are in the ring's byte order; offsets must be aligned to the width of the access, which the layout
 * of a ring gives when its base is.
 */
final class SharedRing {
    private static final VarHandle U16 = ValueLayout.JAVA_SHORT.varHandle();
    private static final VarHandle U32 = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle U64 = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment bytes;
    private final boolean swapped;

    SharedRing(MemorySegment bytes, ByteOrder order) {
        this.bytes = bytes;
        this.swapped = order != ByteOrder.nativeOrder();
    }

    short u16(long offset) {
        return order((short) U16.get(bytes, offset));
    }

    /** What the device wrote before it wrote this is visible afterwards. */
    short u16Acquire(long offset) {
        return order((short) U16.getAcquire(bytes, offset));
    }

    int u32(long offset) {
        int value = (int) U32.get(bytes, offset);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    void putU16(long offset, short value) {
        U16.set(bytes, offset, order(value));
    }

    /** What was written before is visible to a device that sees this. */
    void putU16Release(long offset, short value) {
        U16.setRelease(bytes, offset, order(value));
    }

    void putU32(long offset, int value) {
        U32.set(bytes, offset, swapped ? Integer.reverseBytes(value) : value);
    }

    void putU64(long offset, long value) {
        U64.set(bytes, offset, swapped ? Long.reverseBytes(value) : value);
    }

    private short order(short value) {
        return swapped ? Short.reverseBytes(value) : value;
    }
}
