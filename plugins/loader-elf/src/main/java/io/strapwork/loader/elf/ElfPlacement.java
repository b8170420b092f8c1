package io.strapwork.loader.elf;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Finds how far an image is moved from its own physical addresses: not at all when its place is free, else, when it can be moved, as a whole.
 *
 * @param segments of the image, checked
 * @param moving   where to, when the code finds out where it runs; empty when it must stay
 */
record ElfPlacement(List<ProgramHeader> segments, Optional<Moving> moving) {
    private static final String WRONG_ADDRESS = "SW-I223";
    /** Where pseries firmware puts a kernel: above exception vectors and firmware tables, and what huge pages like. */
    private static final long PLACE_BYTES = 0x400000;
    private static final long PAGE_BYTES = 0x1000;
    private static final long HUGE_PAGE_BYTES = 0x200000;

    /**
     * Other places that will do.
     *
     * @param byNote    whether the file says so itself: then its first byte is what is aligned, and the limits are strict
     * @param alignment 0 when the program headers say it
     * @param first     the lowest address of the first byte
     * @param last      the highest address of the last byte
     */
    record Moving(boolean byNote, long alignment, long first, long last) {
        static final Moving ANYWHERE = new Moving(false, 0, PLACE_BYTES, Long.MAX_VALUE - 1);

        static Moving by(XenNotes.Relocation note) {
            return new Moving(true, note.alignment(), note.first(), note.last());
        }
    }

    /** What is added to each physical address; anything when there are problems. */
    long displacement(MemoryLayout layout, ElfOptions options, ElfProblems problems) {
        long needed = segments.stream().mapToLong(ProgramHeader::memsz).sum();
        if (needed > layout.ramBytes()) {
            problems.whole("SW-I221", "the image needs " + needed + " bytes of memory, but the machine has " + layout.ramBytes(),
                    "give the machine more memory (machine.memory), or boot a smaller kernel");
            return 0;
        }
        if (options.address().isPresent()) {
            return forced(options.address().get(), layout, problems);
        }
        var own = new ElfProblems("");
        inFreeRam(0, layout, own);
        if (own.isEmpty()) {
            return 0;
        }
        if (moving.isEmpty()) {
            inFreeRam(0, layout, problems);
            return 0;
        }
        return moved(moving.get(), layout, problems);
    }

    private long forced(String text, MemoryLayout layout, ElfProblems problems) {
        OptionalLong address = parse(text);
        if (address.isEmpty()) {
            problems.whole(WRONG_ADDRESS, "load.address is \"" + text + "\", which is not an address",
                    "write a hexadecimal number such as \"0x400000\" or a size such as \"64MiB\"");
            return 0;
        }
        if (moving.isEmpty() && address.getAsLong() != lowest()) {
            problems.whole(WRONG_ADDRESS, "the image is made for 0x" + Long.toHexString(lowest()) + " and can't be moved to " + text,
                    "remove load.address; only ppc64 kernels, position-independent executables and x86 kernels with a PHYS32_RELOC note can be moved");
            return 0;
        }
        long displacement = address.getAsLong() - lowest();
        if (displacement != 0 && !isAligned(address.getAsLong())) {
            problems.whole(WRONG_ADDRESS,
                    "the image can't be moved to " + text + ": its segments are aligned to 0x" + Long.toHexString(alignment()) + " bytes",
                    "choose another load.address, or remove it");
            return 0;
        }
        Optional<Moving> strict = moving.filter(to -> displacement != 0 && to.byNote())
                .filter(to -> address.getAsLong() < to.first() || highest() - 1 + displacement > to.last());
        if (strict.isPresent()) {
            problems.whole(WRONG_ADDRESS, "the image can't be moved to " + text + ": its note allows addresses from 0x"
                    + Long.toHexString(strict.get().first()) + " to 0x" + Long.toHexString(strict.get().last()),
                    "choose another load.address, or remove it");
            return 0;
        }
        inFreeRam(displacement, layout, problems);
        return displacement;
    }

    private long moved(Moving to, MemoryLayout layout, ElfProblems problems) {
        long alignment = to.byNote() ? alignment() : Math.max(PLACE_BYTES, alignment());
        long base = to.byNote() ? lowest() : lowest() & -alignment;
        long span = highest() - base;
        List<GuestRange> free = GuestRange.minus(layout.free(), List.of(GuestRange.of(to.last() + 1, Long.MAX_VALUE - to.last() - 1)));
        Optional<GuestAddress> place = GuestRange.findSpace(free, span, alignment, GuestAddress.of(to.first()));
        if (place.isEmpty()) {
            problems.whole("SW-I222", "there is no room for the image: it needs " + span + " contiguous bytes at a multiple of 0x"
                    + Long.toHexString(alignment) + "; free: " + list(free), "give the machine more memory (machine.memory)");
            return 0;
        }
        return place.get().value() - base;
    }

    private boolean isAligned(long address) {
        boolean byNote = moving.isPresent() && moving.get().byNote();
        return ((address - (byNote ? 0 : lowest())) & (alignment() - 1)) == 0;
    }

    private void inFreeRam(long displacement, MemoryLayout layout, ElfProblems problems) {
        for (ProgramHeader segment : segments) {
            if (segment.paddr() + displacement < 0 || !ElfView.fits(segment.paddr() + displacement, segment.memsz(), 1L << 62)) {
                outside(segment, "beyond any memory", layout, problems);
                continue;
            }
            var range = GuestRange.of(segment.paddr() + displacement, segment.memsz());
            if (layout.ram().stream().noneMatch(ram -> ram.contains(range))) {
                outside(segment, range.toString(), layout, problems);
            }
            for (GuestRange reserved : layout.reserved()) {
                if (reserved.overlaps(range)) {
                    problems.at(segment.at(), "SW-I220",
                            "segment " + segment.index() + " goes to " + range + ", which overlaps " + reserved
                                    + ", reserved by the machine",
                            "boot a kernel that is linked to another address, or a relocatable one");
                }
            }
        }
    }

    private static void outside(ProgramHeader segment, String range, MemoryLayout layout, ElfProblems problems) {
        problems.at(segment.at(), "SW-I219",
                "segment " + segment.index() + " goes to " + range + ", but the machine has memory at " + list(layout.ram()),
                "give the machine more memory (machine.memory), or boot a kernel that is linked to another address");
    }

    private long lowest() {
        return segments.stream().mapToLong(ProgramHeader::paddr).min().orElse(0);
    }

    private long highest() {
        return segments.stream().mapToLong(segment -> segment.paddr() + segment.memsz()).max().orElse(0);
    }

    /** What a note says; else the largest sensible p_align, a nonsensical one was logged before. A note that leaves it open means at least a page, else 2 MiB. */
    private long alignment() {
        if (moving.isPresent() && moving.get().alignment() > 0) {
            return moving.get().alignment();
        }
        long largest = segments.stream().mapToLong(ProgramHeader::align)
                .filter(align -> Long.bitCount(align) == 1 && align > 0 && align <= 1L << 30).max()
                .orElse(1);
        return moving.isPresent() && moving.get().byNote() && largest < PAGE_BYTES ? HUGE_PAGE_BYTES : largest;
    }

    private static OptionalLong parse(String text) {
        try {
            long value = text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : ByteSize.parse(text).bytes();
            return value < 0 || value > 1L << 62 ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (IllegalArgumentException _) {
            return OptionalLong.empty();
        }
    }

    private static String list(List<GuestRange> ranges) {
        return ranges.isEmpty() ? "no ranges" : ranges.stream().limit(8).map(GuestRange::toString).collect(Collectors.joining(" "));
    }
}
