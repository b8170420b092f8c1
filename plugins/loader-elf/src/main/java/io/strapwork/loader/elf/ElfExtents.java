package io.strapwork.loader.elf;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which memory the segments of a file fill. Loaders of the field differ where a file says two things of one address; what they agree on: a file's bytes are placed, and zeros go where no bytes do.
 */
final class ElfExtents {
    private static final Logger log = LoggerFactory.getLogger(ElfExtents.class);

    private ElfExtents() {}

    /**
     * The segments, none of whose zeros lie on another one's bytes or zeros, in order of the table. QEMU does so (include/hw/elf_ops.h.inc); kernels with sizes rounded to pages need it.
     *
     * @param segments checked, with bytes that don't overlap
     */
    static List<ProgramHeader> disjoint(List<ProgramHeader> segments) {
        List<GuestRange> bytes = segments.stream().map(ProgramHeader::bytes).toList();
        var zeroed = new ArrayList<GuestRange>();
        var result = new ArrayList<ProgramHeader>();
        for (ProgramHeader segment : segments) {
            List<GuestRange> zeros = GuestRange.minus(GuestRange.minus(List.of(segment.zeros()), bytes), zeroed);
            zeroed.addAll(zeros);
            long end = segment.paddr() + segment.filesz();
            boolean adjoins = !zeros.isEmpty() && zeros.getFirst().start().value() == end;
            if (segment.filesz() > 0 || adjoins) {
                result.add(segment.part(segment.paddr(), segment.filesz() + (adjoins ? zeros.getFirst().bytes() : 0)));
            }
            zeros.stream().skip(adjoins ? 1 : 0).forEach(rest -> result.add(segment.part(rest.start().value(), rest.bytes())));
            if (!zeros.equals(List.of(segment.zeros())) && segment.zeros().bytes() > 0) {
                log.debug("segment {}: its zeros {} give way to other segments", segment.index(), segment.zeros());
            }
        }
        return result;
    }

    /**
     * The segments without those parts that go to low memory which the machine keeps for itself and that say nothing: zeros, and headers of the file that the linker put into the first segment. Whoever
     * starts such kernels has firmware of its own there, and the kernels live with that.
     *
     * @param limit      where low memory ends
     * @param everything whether other bytes below {@code limit} say nothing, too
     */
    static List<ProgramHeader> besides(MemoryLayout layout, long limit, boolean everything, List<ProgramHeader> segments, ElfView elf) {
        var result = new ArrayList<ProgramHeader>();
        List<GuestRange> low = everything
                ? List.of(GuestRange.of(0, limit))
                : GuestRange.minus(layout.reserved(), List.of(GuestRange.of(limit, Long.MAX_VALUE - limit)));
        for (ProgramHeader segment : segments) {
            List<GuestRange> taken = low.stream().filter(range -> range.overlaps(GuestRange.of(segment.paddr(), segment.memsz())))
                    .filter(range -> everything || isEmpty(segment, range, elf)).toList();
            if (taken.isEmpty()) {
                result.add(segment);
                continue;
            }
            log.debug("segment {}: left out where the machine keeps {}", segment.index(), taken);
            GuestRange.minus(List.of(GuestRange.of(segment.paddr(), segment.memsz())), taken)
                    .forEach(rest -> result.add(segment.part(rest.start().value(), rest.bytes())));
        }
        return result;
    }

    private static boolean isEmpty(ProgramHeader segment, GuestRange range, ElfView elf) {
        long start = Math.max(range.start().value(), segment.paddr());
        long end = Math.min(range.end().value(), segment.paddr() + segment.filesz());
        if (start >= end) {
            return true;
        }
        long offset = segment.offset() + start - segment.paddr();
        List<GuestRange> says = GuestRange.minus(List.of(GuestRange.of(offset, end - start)), elf.described());
        return says.stream().allMatch(bytes -> isZero(elf.file().asSlice(bytes.start().value(), bytes.bytes())));
    }

    private static boolean isZero(MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, at) != 0) {
                return false;
            }
        }
        return true;
    }
}
