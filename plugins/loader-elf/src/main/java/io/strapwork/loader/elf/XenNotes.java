package io.strapwork.loader.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes of an x86 kernel for hypervisors (gABI chapter 5, "Note Section"; Xen: xen/include/public/elfnote.h).
 *
 * @param entry      where 32-bit protected mode starts (XEN_ELFNOTE_PHYS32_ENTRY), a physical address
 * @param relocation where else the kernel may go (XEN_ELFNOTE_PHYS32_RELOC), empty when it is not to be moved
 */
record XenNotes(long entry, Optional<Relocation> relocation) {
    private static final Logger log = LoggerFactory.getLogger(XenNotes.class);
    private static final int PHYS32_ENTRY = 18;
    private static final int PHYS32_RELOC = 19;
    private static final byte[] OWNER = "Xen\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 12;
    private static final int NOTE_LIMIT = 4096;
    private static final int SEGMENT_LIMIT = 64;

    /**
     * What the note asks for.
     *
     * @param alignment of the first byte, 0 when the note leaves it to the program headers
     * @param first     the lowest address of the first byte
     * @param last      the highest address of the last byte
     */
    record Relocation(long alignment, long first, long last) {}

    /** How notes are padded. {@code fromName}: name and content each for themselves, as QEMU reads them; else by their place, as linkers write them. */
    private record Padding(long bytes, boolean fromName) {
        long content(long at, long nameBytes) {
            return fromName ? at + HEAD_BYTES + up(nameBytes) : up(at + HEAD_BYTES + nameBytes);
        }

        long next(long content, long contentBytes) {
            return fromName ? content + up(contentBytes) : up(content + contentBytes);
        }

        private long up(long value) {
            return value + bytes - 1 & -bytes;
        }
    }

    /**
     * Damaged notes are as good as none. Linkers join notes of different alignment in one segment, so that its p_align says nothing sure of the padding: the first reading counts that leads into the file.
     *
     * @param isCode whether the file has bytes for a physical address
     */
    static Optional<XenNotes> of(ElfView elf, LongPredicate isCode) {
        Optional<XenNotes> outside = Optional.empty();
        List<ProgramHeader> segments = elf.entries().stream().filter(header -> header.type() == ProgramHeader.PT_NOTE)
                .filter(header -> ElfView.fits(header.offset(), header.filesz(), elf.file().byteSize())).limit(SEGMENT_LIMIT).toList();
        for (ProgramHeader header : segments) {
            for (Padding padding : paddings(header.align())) {
                Optional<XenNotes> found = read(elf, header, padding);
                if (found.isPresent() && isCode.test(found.get().entry())) {
                    return found;
                }
                outside = outside.or(() -> found);
            }
        }
        return outside;
    }

    private static List<Padding> paddings(long align) {
        boolean wide = Long.bitCount(align) == 1 && align > 4 && align <= 1 << 16;
        return wide
                ? List.of(new Padding(8, false), new Padding(4, false), new Padding(align, true), new Padding(align, false),
                        new Padding(1, false))
                : List.of(new Padding(4, false), new Padding(8, false), new Padding(1, false));
    }

    private static Optional<XenNotes> read(ElfView elf, ProgramHeader header, Padding padding) {
        MemorySegment notes = elf.file().asSlice(header.offset(), header.filesz());
        var u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(elf.header().order());
        OptionalLong entry = OptionalLong.empty();
        Optional<Relocation> relocation = Optional.empty();
        long at = 0;
        for (int count = 0; count < NOTE_LIMIT && notes.byteSize() - at >= HEAD_BYTES; count++) {
            long nameBytes = Integer.toUnsignedLong(notes.get(u32, at));
            long contentBytes = Integer.toUnsignedLong(notes.get(u32, at + 4));
            int type = notes.get(u32, at + 8);
            long content = padding.content(at, nameBytes);
            if (content > notes.byteSize() || contentBytes > notes.byteSize() - content) {
                log.debug("the note at byte 0x{} of segment {} goes beyond it with padding to {}; the rest is ignored",
                        Long.toHexString(at),
                        header.index(), padding.bytes());
                break;
            }
            if (nameBytes == OWNER.length
                    && Arrays.equals(OWNER, notes.asSlice(at + HEAD_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE))) {
                MemorySegment value = notes.asSlice(content, contentBytes);
                if (type == PHYS32_ENTRY && entry.isEmpty() && (contentBytes == 4 || contentBytes == 8)) {
                    entry = address(elf, value);
                } else if (type == PHYS32_RELOC) {
                    relocation = Optional.of(relocation(elf, value));
                }
            }
            at = padding.next(content, contentBytes);
        }
        return entry.isPresent() ? Optional.of(new XenNotes(entry.getAsLong(), relocation)) : Optional.empty();
    }

    private static OptionalLong address(ElfView elf, MemorySegment content) {
        var u64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(elf.header().order());
        long entry = content.byteSize() == 4 ? word(elf, content, 0, 0) : content.get(u64, 0);
        if (entry >>> 32 != 0) {
            log.debug("the PVH entry 0x{} is beyond 4 GiB; ignored", Long.toHexString(entry));
            return OptionalLong.empty();
        }
        return OptionalLong.of(entry);
    }

    private static Relocation relocation(ElfView elf, MemorySegment content) {
        long alignment = word(elf, content, 0, 0);
        if (Long.bitCount(alignment) > 1) {
            log.debug("the PVH kernel's alignment 0x{} is not a power of two; ignored", Long.toHexString(alignment));
            alignment = 0;
        }
        return new Relocation(alignment, word(elf, content, 1, 0), word(elf, content, 2, 0xffffffffL));
    }

    /** One of the 32-bit values, of which the last ones may be left out. */
    private static long word(ElfView elf, MemorySegment content, int index, long otherwise) {
        var u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(elf.header().order());
        return content.byteSize() >= 4L * (index + 1) ? Integer.toUnsignedLong(content.get(u32, 4L * index)) : otherwise;
    }
}
