package io.strapwork.handoff.linux;

import io.strapwork.api.machine.EntryContract.MemoryHolds;
import io.strapwork.api.machine.GuestAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Makes conditions of an entry contract. */
final class Conditions {
    private static final int GLANCE_BYTES = 64;

    private Conditions() {}

    static MemoryHolds holds(GuestAddress at, byte[] bytes, String why) {
        return new MemoryHolds(at, list(bytes), why);
    }

    /** The first bytes of something big. */
    static MemoryHolds begins(GuestAddress at, MemorySegment content, String why) {
        return holds(at, content.asSlice(0, Math.min(GLANCE_BYTES, content.byteSize())).toArray(ValueLayout.JAVA_BYTE), why);
    }

    static List<Byte> list(byte... bytes) {
        var list = new ArrayList<Byte>(bytes.length);
        for (byte next : bytes) {
            list.add(next);
        }
        return list;
    }
}
