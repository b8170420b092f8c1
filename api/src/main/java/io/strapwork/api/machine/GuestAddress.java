package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** An absolute (physical) address in the guest; unsigned, though no machine here goes beyond 2^62. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record GuestAddress(long value) implements Comparable<GuestAddress> {
    public GuestAddress {
        if (value < 0) {
            throw new IllegalArgumentException("guest address out of range: " + Long.toHexString(value));
        }
    }

    public static GuestAddress of(long value) {
        return new GuestAddress(value);
    }

    /** @throws ArithmeticException beyond 2^63 */
    public GuestAddress plus(long bytes) {
        return new GuestAddress(Math.addExact(value, bytes));
    }

    /** The next multiple of {@code alignment}, a power of two; itself when aligned. */
    public GuestAddress alignUp(long alignment) {
        if (Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("not a power of two: " + alignment);
        }
        return new GuestAddress(Math.addExact(value, alignment - 1) & -alignment);
    }

    @Override
    public int compareTo(GuestAddress other) {
        return Long.compare(value, other.value);
    }

    /** {@code 0x10000}. */
    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
