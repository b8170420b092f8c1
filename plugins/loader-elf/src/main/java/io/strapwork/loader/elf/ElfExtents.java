package io.strapwork.loader.elf;

import io.strapwork.api.machine.GuestRange;
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
                log.debug("segment {}: its zeros {} yield to other segments", segment.index(), segment.zeros());
            }
        }
        return result;
    }

    /**
     * The segments without what goes to low memory that the machine keeps for itself. Linkers put headers and padding there; whoever else starts such kernels has firmware of its own there, which
     * overwrites it (QEMU: SeaBIOS) or is never overwritten (ROM), and the kernels live with that.
     *
     * @param kept only ranges that begin below {@code limit} count, up to there
     */
    static List<ProgramHeader> besides(List<GuestRange> kept, long limit, List<ProgramHeader> segments) {
        List<GuestRange> low = GuestRange.minus(kept, List.of(GuestRange.of(limit, Long.MAX_VALUE - limit)));
        var result = new ArrayList<ProgramHeader>();
        for (ProgramHeader segment : segments) {
            GuestRange memory = GuestRange.of(segment.paddr(), segment.memsz());
            List<GuestRange> left = GuestRange.minus(List.of(memory), low);
            if (left.equals(List.of(memory))) {
                result.add(segment);
                continue;
            }
            log.debug("segment {} at {}: placed only at {}, the machine keeps {}", segment.index(), memory, left, low);
            left.forEach(rest -> result.add(segment.part(rest.start().value(), rest.bytes())));
        }
        return result;
    }
}
