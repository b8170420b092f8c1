package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.GuestRam;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The main storage that a command's CCWs designate, data-chained, as one row of bytes; all of it is RAM. */
final class DataArea {
    /** @param store false when the skip flag suppresses storing */
    private record Part(long address, int bytes, boolean store) {}

    private final GuestRam ram;
    private final List<Part> parts = new ArrayList<>(1);
    private long size;

    DataArea(GuestRam ram) {
        this.ram = ram;
    }

    void add(long address, int bytes, boolean store) {
        parts.add(new Part(address, bytes, store));
        size += bytes;
    }

    long size() {
        return size;
    }

    /** The first bytes, at most {@code most}. */
    byte[] read(int most) {
        var bytes = new byte[(int) Math.min(most, size)];
        MemorySegment into = MemorySegment.ofArray(bytes);
        int done = 0;
        for (Part part : parts) {
            int length = Math.min(part.bytes, bytes.length - done);
            MemorySegment.copy(ram.at(part.address, length), 0, into, done, length);
            done += length;
        }
        return bytes;
    }

    /** Stores as much as there is room for. */
    void write(byte[] bytes) {
        MemorySegment from = MemorySegment.ofArray(bytes);
        int done = 0;
        for (Part part : parts) {
            int length = Math.min(part.bytes, bytes.length - done);
            if (part.store) {
                MemorySegment.copy(from, done, ram.at(part.address, length), 0, length);
            }
            done += length;
        }
    }
}
