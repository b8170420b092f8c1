package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Guest memory as a client's cells point to it: each access is inside RAM, or the call fails. */
record ClientMemory(GuestMemory memory) {
    private static final ValueLayout.OfInt CELL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** A call that can't be answered; the client gets -1. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /** A 64-bit client's pointer may be anything. */
    private static final long ADDRESS_LIMIT = 1L << 60;

    private MemorySegment at(long address, long bytes) throws Refused {
        if (address < 0 || address > ADDRESS_LIMIT
                || memory.ranges().stream().noneMatch(ram -> ram.contains(GuestRange.of(address, bytes)))) {
            throw new Refused(bytes + " bytes at 0x" + Long.toHexString(address) + " are not in RAM");
        }
        return memory.at(GuestAddress.of(address), bytes);
    }

    int cell(long address) throws Refused {
        return at(address, 4).get(CELL, 0);
    }

    void cell(long address, int value) throws Refused {
        at(address, 4).set(CELL, 0, value);
    }

    byte[] bytes(long address, int count) throws Refused {
        return at(address, count).toArray(ValueLayout.JAVA_BYTE);
    }

    void write(long address, byte[] bytes, int count) throws Refused {
        MemorySegment.copy(bytes, 0, at(address, count), ValueLayout.JAVA_BYTE, 0, count);
    }

    void fill(long address, long bytes) throws Refused {
        at(address, bytes).fill((byte) 0);
    }

    void copy(long from, long to, long bytes) throws Refused {
        at(to, bytes).copyFrom(at(from, bytes));
    }

    /** Characters up to a NUL, of which at most {@code limit} may come before it. */
    String text(long address, int limit) throws Refused {
        at(address, 1);
        long left = memory.ranges().stream().filter(ram -> ram.contains(GuestAddress.of(address))).map(ram -> ram.end().value() - address)
                .findFirst()
                .orElseThrow(() -> new Refused("a string at 0x" + Long.toHexString(address) + " is not in RAM"));
        int most = (int) Math.min(left, limit + 1L);
        byte[] bytes = bytes(address, most);
        for (int i = 0; i < most; i++) {
            if (bytes[i] == 0) {
                return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
            }
        }
        throw new Refused("a string at 0x" + Long.toHexString(address) + " does not end within " + limit + " bytes");
    }

    /** As {@link #text(long, int)}, empty for a null pointer. */
    Optional<String> textOrNone(long address, int limit) throws Refused {
        return address == 0 ? Optional.empty() : Optional.of(text(address, limit));
    }
}
