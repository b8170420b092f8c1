package io.strapwork.loader.elf;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Loads ELF executables (System V gABI; PowerPC 32-bit, 64-bit ELFv1 and v2, s390x and x86-64 supplements) by their physical addresses.
 *
 * <p>The entry is a virtual address; the segment that holds it says which physical one that is. ppc64 Linux kernels (which find out where they
 * run) and position-independent executables are moved as a whole when their place is not free. An x86 kernel with a PVH note starts where the note says; its plan's format is
 * {@code elf-pvh}.
 */
@LoaderPlugin(id = "elf", magics = "0:7f454c46", architectures = {"s390x", "ppc64", "x86_64"}, formats = {
    "elf", "elf32", "elf-pvh"})
public final class ElfLoader implements ImageLoader {
    private static final String ENTRY_OUTSIDE = "SW-I218";
    /** Entry, table of contents and environment. */
    private static final int DESCRIPTOR_BYTES = 24;
    private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    /** Where Linux on s390x begins, and its mark behind. */
    private static final long LINUX_S390X = 0x10000;
    private static final byte[] LINUX_MARK = "S390EP".getBytes(StandardCharsets.US_ASCII);
    /** Below are vectors, BIOS data, video memory and ROMs. */
    private static final long LOW_X86 = 0x100000;
    private final ElfOptions options;

    @Inject
    public ElfLoader(ElfOptions options) {
        this.options = options;
    }

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        Optional<VerifiedPart> kernel = image.part("kernel");
        var problems = new ElfProblems(kernel.map(part -> part.fetched().uri().toString()).orElse("fetch.kernel"));
        if (kernel.isEmpty()) {
            problems.whole("SW-I201", "no kernel was fetched", "set fetch.kernel in the profile to the kernel's URI");
        }
        problems.throwIfAny();
        Optional<ElfView> view = ElfView.parse(kernel.orElseThrow().content(), problems);
        problems.throwIfAny();
        return plan(view.orElseThrow(), machine, layout, problems);
    }

    private LoadPlan plan(ElfView elf, Architecture machine, MemoryLayout layout, ElfProblems problems) {
        ElfHeader header = elf.header();
        ElfChecks.machine(header, machine, problems);
        Optional<XenNotes> pvh = machine == Architecture.X86_64 ? XenNotes.of(elf, at -> isCode(elf, at)) : Optional.empty();
        List<ProgramHeader> segments = ElfChecks.segments(elf, pvh.isPresent(), problems);
        problems.throwIfAny();
        if (pvh.isPresent()) {
            return byPvh(elf, pvh.get(), segments, layout, problems);
        }
        long entry = described(elf, segments).orElse(header.entry());
        if (machine == Architecture.S390X && isLinux(elf, segments)) {
            // as s390x's own loaders do: what is below is for tapes, and 0x800, the entry of old kernels, is in it (QEMU: hw/s390x/ipl.c)
            segments = ElfExtents.besides(List.of(GuestRange.of(0, LINUX_S390X)), LINUX_S390X, segments);
            entry = entry < LINUX_S390X ? LINUX_S390X : entry;
        }
        Optional<ProgramHeader> start = holding(entry, segments);
        if (start.isEmpty()) {
            problems.at(24, ENTRY_OUTSIDE, "the entry 0x" + Long.toHexString(entry) + " is in no segment of the file",
                    ElfView.DAMAGED);
        }
        boolean movable = header.machine() == ElfHeader.EM_PPC64 || header.type() == ElfHeader.ET_DYN;
        var placement = new ElfPlacement(segments, movable ? Optional.of(ElfPlacement.Moving.ANYWHERE) : Optional.empty());
        long displacement = placement.displacement(layout, options, problems);
        problems.throwIfAny();
        ProgramHeader first = start.orElseThrow();
        long within = entry - (isInFile(entry, first.vaddr(), first) ? first.vaddr() : first.paddr());
        return new LoadPlan(format(header, machine), machine, header.order(), planned(elf, segments, displacement),
                GuestAddress.of(first.paddr() + displacement + within));
    }

    /** The note's entry is a physical address, of code for 32-bit protected mode; such a kernel is moved only when another note allows it. */
    private LoadPlan byPvh(ElfView elf, XenNotes notes, List<ProgramHeader> all, MemoryLayout layout, ElfProblems problems) {
        List<ProgramHeader> segments = ElfExtents.besides(layout.reserved(), LOW_X86, all);
        if (segments.stream().noneMatch(segment -> isInFile(notes.entry(), segment.paddr(), segment))) {
            problems.whole(ENTRY_OUTSIDE, "the PVH note's entry 0x" + Long.toHexString(notes.entry()) + " is in no segment of the file",
                    ElfView.DAMAGED);
        }
        long displacement = new ElfPlacement(segments, notes.relocation().map(ElfPlacement.Moving::by)).displacement(layout, options,
                problems);
        problems.throwIfAny();
        return new LoadPlan("elf-pvh", Architecture.X86_64, elf.header().order(), planned(elf, segments, displacement),
                GuestAddress.of(notes.entry() + displacement));
    }

    private static boolean isCode(ElfView elf, long address) {
        return elf.entries().stream().anyMatch(one -> one.type() == ProgramHeader.PT_LOAD && isInFile(address, one.paddr(), one));
    }

    private static boolean isLinux(ElfView elf, List<ProgramHeader> segments) {
        return segments.stream().anyMatch(segment -> {
            long within = LINUX_S390X + 8 - segment.paddr();
            return within >= 0 && segment.filesz() - within >= LINUX_MARK.length
                    && MemorySegment.ofArray(LINUX_MARK).mismatch(elf.file().asSlice(segment.offset() + within, LINUX_MARK.length)) < 0;
        });
    }

    private static List<Segment> planned(ElfView elf, List<ProgramHeader> segments, long displacement) {
        var planned = new ArrayList<Segment>(segments.size());
        for (ProgramHeader segment : segments) {
            planned.add(new Segment("kernel." + planned.size(), GuestAddress.of(segment.paddr() + displacement),
                    elf.file().asSlice(segment.filesz() == 0 ? 0 : segment.offset(), segment.filesz()), segment.memsz()));
        }
        return planned;
    }

    /**
     * Where a big-endian ppc64 program's entry points to, when it is a function descriptor (64-bit PowerPC ELF ABI 1.9, 3.2.5). Kernels say that they are of that ABI, too, and
     * begin with an instruction nevertheless: what is there must be an address of code.
     */
    private static OptionalLong described(ElfView elf, List<ProgramHeader> segments) {
        ElfHeader header = elf.header();
        if (header.machine() != ElfHeader.EM_PPC64 || header.order() != ByteOrder.BIG_ENDIAN
                || (header.flags() & ElfHeader.EF_PPC64_ABI) == 2) {
            return OptionalLong.empty();
        }
        for (ProgramHeader segment : segments) {
            long within = header.entry() - segment.vaddr();
            if (isInFile(header.entry(), segment.vaddr(), segment) && segment.filesz() - within >= DESCRIPTOR_BYTES) {
                long code = elf.file().get(ADDRESS, segment.offset() + within);
                boolean flagged = segments.stream().anyMatch(ProgramHeader::isExecutable);
                boolean isCode = code % 4 == 0 && segments.stream().filter(one -> !flagged || one.isExecutable())
                        .anyMatch(one -> isInFile(code, one.vaddr(), one));
                return isCode ? OptionalLong.of(code) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /**
     * By virtual address; or by physical address, as x86-64's vmlinux has it. Who says which of its segments are code is believed, but nobody has to: a kernel is placed before there is
     * any protection of memory.
     */
    private static Optional<ProgramHeader> holding(long entry, List<ProgramHeader> segments) {
        List<ProgramHeader> sorted = segments.stream().sorted(Comparator.comparing(segment -> !segment.isExecutable())).toList();
        return sorted.stream().filter(segment -> isInFile(entry, segment.vaddr(), segment)).findFirst()
                .or(() -> sorted.stream().filter(segment -> isInFile(entry, segment.paddr(), segment)).findFirst());
    }

    private static boolean isInFile(long entry, long start, ProgramHeader segment) {
        return Long.compareUnsigned(entry - start, segment.filesz()) < 0;
    }

    private static String format(ElfHeader header, Architecture machine) {
        if (header.machine() == ElfHeader.EM_PPC) {
            return "elf32";
        }
        return machine == Architecture.PPC64 && (header.flags() & ElfHeader.EF_PPC64_ABI) != 0
                ? "elf-v" + (header.flags() & ElfHeader.EF_PPC64_ABI)
                : "elf";
    }
}
