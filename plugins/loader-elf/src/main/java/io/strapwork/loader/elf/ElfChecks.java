package io.strapwork.loader.elf;

import io.strapwork.api.machine.Architecture;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a file's headers must say of each other and of the machine before its segments may be placed. */
final class ElfChecks {
    private static final Logger log = LoggerFactory.getLogger(ElfChecks.class);
    /** No machine here has a byte beyond; sums of two such numbers don't overflow. */
    private static final long ADDRESS_LIMIT = 1L << 62;
    /** Real kernels have one to six. */
    private static final int SEGMENT_LIMIT = 1024;

    private static final long REAL_ADDRESS = -1L >>> 4;
    private static final long NAME_LIMIT = 256;
    /** Of glibc, musl and the BSDs: {@code /lib64/ld-linux-x86-64.so.2}, {@code /lib/ld64.so.2}, {@code /libexec/ld-elf.so.1}. */
    private static final Pattern DYNAMIC_LINKER = Pattern.compile("(?:[^\\x00]*/)?ld[^/\\x00]*\\.so[^/\\x00]*");

    private ElfChecks() {}

    static void machine(ElfHeader header, Architecture machine, ElfProblems problems) {
        if (header.type() != ElfHeader.ET_EXEC && header.type() != ElfHeader.ET_DYN) {
            problems.at(16, "SW-I206", "the ELF file is " + header.typeName() + ", not an executable",
                    "use the kernel itself (vmlinux), not an object file, module or dump");
        }
        int expected = switch (machine) {
            case S390X -> ElfHeader.EM_S390;
            case PPC64 -> ElfHeader.EM_PPC64;
            case X86_64 -> ElfHeader.EM_X86_64;
        };
        boolean pvh = machine == Architecture.X86_64 && header.machine() == ElfHeader.EM_386;
        boolean narrow = machine == Architecture.PPC64 && header.machine() == ElfHeader.EM_PPC;
        if (header.machine() != expected && !pvh && !narrow) {
            problems.at(18, "SW-I207", "the file is " + header.machineName() + ", but the machine is " + machine.id(),
                    "use a kernel for " + machine.id() + ", or set machine.architecture to match the kernel");
            return;
        }
        boolean order = switch (machine) {
            case S390X -> header.order() == ByteOrder.BIG_ENDIAN;
            case PPC64 -> !narrow || header.order() == ByteOrder.BIG_ENDIAN;
            case X86_64 -> header.order() == ByteOrder.LITTLE_ENDIAN;
        };
        // x32 kernels are EM_X86_64 in 32 bits, and QEMU starts either in either
        if (machine != Architecture.X86_64 && header.wide() == narrow || !order) {
            problems.at(4, "SW-I208", "the file is " + header.machineName() + ", which " + machine.id() + " does not start",
                    "use a kernel that was built for " + machine.id());
        }
        if (header.machine() == ElfHeader.EM_PPC64 && (header.flags() & ElfHeader.EF_PPC64_ABI) == 3) {
            problems.at(48, "SW-I224", "the file uses PowerPC64 ABI 3, only 1 and 2 exist", ElfView.DAMAGED);
        }
    }

    /**
     * Segments, in order of the table, that are to be loaded; none of them overlap.
     *
     * @param isKernel whether the file says itself that it is one
     */
    static List<ProgramHeader> segments(ElfView elf, boolean isKernel, ElfProblems problems) {
        List<ProgramHeader> loadable = elf.entries().stream().filter(ProgramHeader::isLoadable).map(one -> real(one, elf.header()))
                .toList();
        if (!isKernel) {
            elf.entries().stream().filter(entry -> entry.type() == ProgramHeader.PT_INTERP && isDynamicLinker(elf, entry))
                    .forEach(entry -> problems.at(entry.at(), "SW-I216",
                            "the file requests a program interpreter, so it is a program for an operating system",
                            "use a kernel; programs need the operating system that they were built for"));
        }
        if (loadable.isEmpty()) {
            problems.whole("SW-I217", "none of the " + elf.entries().size() + " program headers is loadable",
                    "use the kernel itself (vmlinux), not a file with its debug information");
        } else if (loadable.size() > SEGMENT_LIMIT) {
            problems.at(elf.header().wide() ? 56 : 44, ElfView.PROGRAM_HEADERS,
                    "the file has " + loadable.size() + " segments to load; the limit is " + SEGMENT_LIMIT, ElfView.DAMAGED);
            return List.of();
        }
        overlaps(loadable.stream().filter(segment -> segment(elf, segment, problems)).toList(), problems);
        return problems.isEmpty() ? ElfExtents.disjoint(loadable) : List.of();
    }

    /** Without translation, PowerPC ignores the top four bits of an address (Power ISA, book III, "Ignoring Effective Address Bits"); kernels have p_paddr with them. */
    private static ProgramHeader real(ProgramHeader segment, ElfHeader header) {
        return header.machine() == ElfHeader.EM_PPC64 ? segment.at(segment.paddr() & REAL_ADDRESS) : segment;
    }

    /** FreeBSD's kernels name an interpreter that nobody has, {@code /red/herring}. */
    private static boolean isDynamicLinker(ElfView elf, ProgramHeader entry) {
        if (!ElfView.fits(entry.offset(), entry.filesz(), elf.file().byteSize())) {
            return false;
        }
        byte[] name = elf.file().asSlice(entry.offset(), Math.min(entry.filesz(), NAME_LIMIT)).toArray(ValueLayout.JAVA_BYTE);
        return DYNAMIC_LINKER.matcher(new String(name, StandardCharsets.ISO_8859_1)).lookingAt();
    }

    /** Whether its place in memory makes sense. */
    private static boolean segment(ElfView elf, ProgramHeader segment, ElfProblems problems) {
        String name = "segment " + segment.index();
        if (segment.filesz() != 0 && !ElfView.fits(segment.offset(), segment.filesz(), elf.file().byteSize())) {
            problems.at(segment.at(), "SW-I212", name + " takes 0x" + Long.toHexString(segment.filesz()) + " bytes at offset 0x"
                    + Long.toHexString(segment.offset()) + ", but the file has 0x" + Long.toHexString(elf.file().byteSize()) + " bytes",
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
        return placeable && Long.compareUnsigned(segment.memsz(), segment.filesz()) >= 0;
    }

    /** Of what is in the file; zeros give way. */
    private static void overlaps(List<ProgramHeader> segments, ElfProblems problems) {
        List<ProgramHeader> sorted = segments.stream().filter(segment -> segment.filesz() > 0)
                .sorted(Comparator.comparingLong(ProgramHeader::paddr)).toList();
        ProgramHeader highest = null;
        for (ProgramHeader next : sorted) {
            if (highest != null && next.paddr() < highest.paddr() + highest.filesz()) {
                problems.at(next.at(), "SW-I215", name(next) + " overlaps " + name(highest), ElfView.DAMAGED);
            }
            if (highest == null || next.paddr() + next.filesz() > highest.paddr() + highest.filesz()) {
                highest = next;
            }
        }
    }

    private static String name(ProgramHeader segment) {
        return "segment " + segment.index() + " at [0x" + Long.toHexString(segment.paddr()) + ", 0x"
                + Long.toHexString(segment.paddr() + segment.filesz()) + ")";
    }
}
