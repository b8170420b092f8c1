package io.strapwork.loader.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes of an x86 kernel for hypervisors (gABI chapter 5, "Note Section"; Xen: xen/include/public/elfnote.h). */
final class XenNotes {
    private static final Logger log = LoggerFactory.getLogger(XenNotes.class);
    private static final int PHYS32_ENTRY = 18;
    private static final byte[] OWNER = "Xen\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 12;
    private static final int NOTE_LIMIT = 4096;

    private XenNotes() {}

    /** Where 32-bit protected mode starts (XEN_ELFNOTE_PHYS32_ENTRY), a physical address. Damaged notes are as good as none. */
    static OptionalLong entry(ElfView elf) {
        for (ProgramHeader header : elf.entries()) {
            if (header.type() == ProgramHeader.PT_NOTE && ElfView.fits(header.offset(), header.filesz(), elf.file().byteSize())) {
                OptionalLong entry = entry(elf, elf.file().asSlice(header.offset(), header.filesz()), header.align() == 8 ? 8 : 4);
                if (entry.isPresent()) {
                    return entry;
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong entry(ElfView elf, MemorySegment notes, long alignment) {
        var u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(elf.header().order());
        long at = 0;
        for (int count = 0; count < NOTE_LIMIT && notes.byteSize() - at >= HEAD_BYTES; count++) {
            long nameBytes = Integer.toUnsignedLong(notes.get(u32, at));
            long contentBytes = Integer.toUnsignedLong(notes.get(u32, at + 4));
            int type = notes.get(u32, at + 8);
            long content = aligned(at + HEAD_BYTES + nameBytes, alignment);
            if (content > notes.byteSize() || contentBytes > notes.byteSize() - content) {
                log.debug("the note at byte 0x{} of its segment goes beyond it; the rest is ignored", Long.toHexString(at));
                return OptionalLong.empty();
            }
            if (type == PHYS32_ENTRY && nameBytes == OWNER.length
                    && Arrays.equals(OWNER, notes.asSlice(at + HEAD_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE))
                    && (contentBytes == 4 || contentBytes == 8)) {
                return address(elf, notes.asSlice(content, contentBytes));
            }
            at = aligned(content + contentBytes, alignment);
        }
        return OptionalLong.empty();
    }

    private static OptionalLong address(ElfView elf, MemorySegment content) {
        var u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(elf.header().order());
        var u64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(elf.header().order());
        long entry = content.byteSize() == 4 ? Integer.toUnsignedLong(content.get(u32, 0)) : content.get(u64, 0);
        if (entry >>> 32 != 0) {
            log.debug("the PVH entry 0x{} is beyond 4 GiB; ignored", Long.toHexString(entry));
            return OptionalLong.empty();
        }
        return OptionalLong.of(entry);
    }

    private static long aligned(long at, long alignment) {
        return at + alignment - 1 & -alignment;
    }
}
