package io.strapwork.loader.linux;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.loader.linux.Payload.DoubtException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The ELF file that a bzImage has packed, with nothing that Linux' own links don't have (arch/x86/kernel/vmlinux.lds.S; read as by parse_elf in arch/x86/boot/compressed/misc.c).
 *
 * @param entry {@code startup_64}, a physical address
 * @param parts what is loaded, by physical address
 */
record Vmlinux(long entry, List<Part> parts) {
    private static final byte[] IDENTITY = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    private static final int HEADER_BYTES = 64;
    private static final int EXECUTABLE = 2;
    private static final int X86_64 = 62;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int PROGRAM_HEADERS_MOST = 16;
    private static final int PT_LOAD = 1;
    private static final long HUGE_PAGE = 2 << 20;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** @param memoryBytes at least as many as the content has */
    record Part(long at, MemorySegment content, long memoryBytes) {}

    /** @param room that the header of the bzImage promises: where the kernel begins, and what it needs there */
    static Vmlinux parse(MemorySegment file, GuestRange room) throws DoubtException {
        if (file.byteSize() < HEADER_BYTES || file.asSlice(0, IDENTITY.length).mismatch(MemorySegment.ofArray(IDENTITY)) >= 0
                || file.get(U16, 16) != EXECUTABLE || file.get(U16, 18) != X86_64 || file.get(U16, 54) != PROGRAM_HEADER_BYTES) {
            throw new DoubtException("the payload is no ELF executable for x86-64");
        }
        long table = file.get(U64, 32);
        int count = Short.toUnsignedInt(file.get(U16, 56));
        if (count > PROGRAM_HEADERS_MOST || !isWithin(table, (long) count * PROGRAM_HEADER_BYTES, file.byteSize())) {
            throw new DoubtException("the vmlinux has " + count + " program headers at byte 0x" + Long.toHexString(table));
        }
        var parts = new ArrayList<Part>();
        for (int i = 0; i < count; i++) {
            MemorySegment header = file.asSlice(table + (long) i * PROGRAM_HEADER_BYTES, PROGRAM_HEADER_BYTES);
            if (header.get(U32, 0) == PT_LOAD && header.get(U64, 40) != 0) {
                parts.add(part(file, header, i, room));
            }
        }
        parts.sort(Comparator.comparingLong(Part::at));
        long entry = file.get(U64, 24);
        check(parts, entry, room);
        return new Vmlinux(entry, List.copyOf(parts));
    }

    private static Part part(MemorySegment file, MemorySegment header, int index, GuestRange room) throws DoubtException {
        long offset = header.get(U64, 8);
        long at = header.get(U64, 24);
        long bytes = header.get(U64, 32);
        long memory = header.get(U64, 40);
        boolean aligned = header.get(U64, 48) % HUGE_PAGE == 0;
        if (!isWithin(offset, bytes, file.byteSize()) || bytes > memory || !aligned
                || !isWithin(at - room.start().value(), memory, room.bytes())) {
            throw new DoubtException("segment " + index + " of the vmlinux has 0x" + Long.toHexString(bytes) + " bytes at 0x"
                    + Long.toHexString(offset) + " for 0x" + Long.toHexString(memory) + " at 0x" + Long.toHexString(at) + " of " + room);
        }
        return new Part(at, file.asSlice(offset, bytes), memory);
    }

    private static void check(List<Part> parts, long entry, GuestRange room) throws DoubtException {
        if (parts.isEmpty() || parts.getFirst().at() != room.start().value()) {
            throw new DoubtException("the vmlinux does not begin at " + room.start());
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i).at() < parts.get(i - 1).at() + parts.get(i - 1).memoryBytes()) {
                throw new DoubtException("segments of the vmlinux overlap at 0x" + Long.toHexString(parts.get(i).at()));
            }
        }
        if (parts.stream().noneMatch(part -> isWithin(entry - part.at(), 1, part.content().byteSize()))) {
            throw new DoubtException("the vmlinux' entry 0x" + Long.toHexString(entry) + " is in none of its segments");
        }
    }

    /**
     * All of it, as far from where it was linked to as the place is. Needs no relocations, which are for other virtual addresses: the kernel finds out where it is (arch/x86/boot/startup/map_kernel.c).
     *
     * @param place as large as the header asks for; the last segment has what is left of it
     */
    List<Segment> segments(GuestRange place) {
        long distance = place.start().value() - parts.getFirst().at();
        var segments = new ArrayList<Segment>();
        for (Part part : parts) {
            GuestAddress at = GuestAddress.of(part.at() + distance);
            boolean last = part == parts.getLast();
            segments.add(new Segment("kernel." + segments.size(), at, part.content(),
                    last ? place.end().value() - at.value() : part.memoryBytes()));
        }
        return segments;
    }

    GuestAddress entry(GuestAddress place) {
        return place.plus(entry - parts.getFirst().at());
    }

    private static boolean isWithin(long start, long bytes, long limit) {
        return start >= 0 && bytes >= 0 && start <= limit && bytes <= limit - start;
    }
}
