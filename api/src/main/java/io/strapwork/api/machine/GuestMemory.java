package io.strapwork.api.machine;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A machine's RAM. Any thread may read and write; ordering between threads is the business of who shares the bytes (acquire and release by
 * {@link java.lang.invoke.VarHandle}). Valid until the machine is closed.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface GuestMemory {
    /** Where RAM is, in order, without overlaps. */
    List<GuestRange> ranges();

    /**
     * The live bytes of a range, without a copy. The base of the segment is as aligned as the guest address, up to a page.
     *
     * @throws IndexOutOfBoundsException when the range is not wholly inside one RAM range; the message carries both
     */
    MemorySegment at(GuestRange range);

    default MemorySegment at(GuestAddress start, long bytes) {
        return at(new GuestRange(start, bytes));
    }

    /**
     * Zeros a range, which may cost less than writing the zeros where there are some already.
     *
     * @throws IndexOutOfBoundsException as {@link #at(GuestRange)}
     */
    default void zero(GuestRange range) {
        at(range).fill((byte) 0);
    }
}
