package io.strapwork.loader.elf;

import io.strapwork.api.machine.Architecture;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a file's headers must say of each other and of the machine before its segments may be placed. */
final class ElfChecks {
    private static final Logger log = LoggerFactory.getLogger(ElfChecks.class);
    /** No machine here has a byte beyond; sums of two such numbers don't overflow. */
    private static final long ADDRESS_LIMIT = 1L << 62;
    /** Real kernels have one to six. */
    private static final int SEGMENT_LIMIT = 1024;

    private ElfChecks() {}

    static void machine(ElfHeader header, Architecture machine, ElfProblems problems) {
        if (header.type() != ElfHeader.ET_EXEC && header.type() != ElfHeader.ET_DYN) {
            problems.at(16, "SW-I206", "the ELF file is " + header.typeName() + ", not an executable",
                    "give the kernel itself (vmlinux), not an object file, module or dump");
        }
        int expected = switch (machine) {
            case S390X -> ElfHeader.EM_S390;
            case PPC64 -> ElfHeader.EM_PPC64;
            case X86_64 -> ElfHeader.EM_X86_64;
        };
        boolean pvh = machine == Architecture.X86_64 && header.machine() == ElfHeader.EM_386;
        boolean narrow = machine == Architecture.PPC64 && header.machine() == ElfHeader.EM_PPC;
        if (header.machine() != expected && !pvh && !narrow) {
            problems.at(18, "SW-I207", "the file is " + header.machineName() + ", the machine is " + machine.id(),
                    "give a kernel for " + machine.id() + ", or set machine.architecture to that of the kernel");
            return;
        }
        boolean order = switch (machine) {
            case S390X -> header.order() == ByteOrder.BIG_ENDIAN;
            case PPC64 -> !narrow || header.order() == ByteOrder.BIG_ENDIAN;
            case X86_64 -> header.order() == ByteOrder.LITTLE_ENDIAN;
        };
        if (header.wide() == (pvh || narrow) || !order) {
            problems.at(4, "SW-I208", "the file is " + header.machineName() + ", which " + machine.id() + " does not start",
                    "give a kernel that was built for " + machine.id());
        }
        if (header.machine() == ElfHeader.EM_PPC64 && (header.flags() & ElfHeader.EF_PPC64_ABI) == 3) {
            problems.at(48, "SW-I224", "the file uses PowerPC64 ABI 3, only 1 and 2 exist", ElfView.DAMAGED);
        }
    }

    /** Segments, in order of the table, that are to be loaded. */
    static List<ProgramHeader> segments(ElfView elf, ElfProblems problems) {
        List<ProgramHeader> loadable = elf.entries().stream().filter(ProgramHeader::isLoadable).toList();
        for (ProgramHeader entry : elf.entries()) {
            if (entry.type() == ProgramHeader.PT_INTERP) {
                problems.at(entry.at(), "SW-I216", "the file asks for a program interpreter, so it is a program of an operating system",
                        "give a kernel; programs need the operating system that they were built for");
            }
        }
        if (loadable.isEmpty()) {
            problems.whole("SW-I217", "none of the " + elf.entries().size() + " program headers is to be loaded",
                    "give the kernel itself (vmlinux), not a file with its debug information");
        } else if (loadable.size() > SEGMENT_LIMIT) {
            problems.at(elf.header().wide() ? 56 : 44, ElfView.PROGRAM_HEADERS,
                    "the file has " + loadable.size() + " segments to load, at most " + SEGMENT_LIMIT + " are accepted", ElfView.DAMAGED);
            return List.of();
        }
        overlaps(loadable.stream().filter(segment -> segment(elf, segment, problems)).toList(), problems);
        return loadable;
    }

    /** Whether its place in memory makes sense. */
    private static boolean segment(ElfView elf, ProgramHeader segment, ElfProblems problems) {
        String name = "segment " + segment.index();
        if (!ElfView.fits(segment.offset(), segment.filesz(), elf.file().byteSize())) {
            problems.at(segment.at(), "SW-I212", name + " takes 0x" + Long.toHexString(segment.filesz()) + " bytes at offset 0x"
                    + Long.toHexString(segment.offset()) + ", the file has 0x" + Long.toHexString(elf.file().byteSize()) + " bytes",
                    ElfView.TRUNCATED);
        }
        if (Long.compareUnsigned(segment.memsz(), segment.filesz()) < 0) {
            problems.at(segment.at(), "SW-I213", name + " has 0x" + Long.toHexString(segment.filesz()) + " bytes in the file for 0x"
                    + Long.toHexString(segment.memsz()) + " bytes of memory", ElfView.DAMAGED);
        }
        boolean placeable = ElfView.fits(segment.paddr(), segment.memsz(), ADDRESS_LIMIT);
        if (!placeable) {
            problems.at(segment.at(), "SW-I214",
                    name + " of 0x" + Long.toHexString(segment.memsz()) + " bytes goes to the physical address 0x"
                            + Long.toHexString(segment.paddr()) + ", beyond any memory",
                    "a kernel whose physical addresses (p_paddr) are virtual ones can't be placed; link it with AT() addresses");
        }
        // the gABI wants congruence; kernels that break it (x86 percpu segments, p_align 0) start well on every other firmware
        if (Long.bitCount(segment.align()) > 1) {
            log.debug("{}: alignment 0x{} is not a power of two; ignored", name, Long.toHexString(segment.align()));
        } else if (segment.align() > 1 && ((segment.vaddr() - segment.offset()) & (segment.align() - 1)) != 0) {
            log.debug("{}: offset 0x{} and address 0x{} differ modulo the alignment 0x{}; ignored", name,
                    Long.toHexString(segment.offset()),
                    Long.toHexString(segment.vaddr()), Long.toHexString(segment.align()));
        }
        return placeable;
    }

    private static void overlaps(List<ProgramHeader> segments, ElfProblems problems) {
        List<ProgramHeader> sorted = segments.stream().sorted(Comparator.comparingLong(ProgramHeader::paddr)).toList();
        ProgramHeader highest = null;
        for (ProgramHeader next : sorted) {
            if (highest != null && next.paddr() < highest.paddr() + highest.memsz()) {
                problems.at(next.at(), "SW-I215",
                        "segment " + next.index() + " at [0x" + Long.toHexString(next.paddr()) + ", 0x"
                                + Long.toHexString(next.paddr() + next.memsz()) + ") overlaps segment " + highest.index() + " at [0x"
                                + Long.toHexString(highest.paddr()) + ", 0x" + Long.toHexString(highest.paddr() + highest.memsz()) + ")",
                        ElfView.DAMAGED);
            }
            if (highest == null || next.paddr() + next.memsz() > highest.paddr() + highest.memsz()) {
                highest = next;
            }
        }
    }
}
