package io.strapwork.loader.elf;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
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
@LoaderPlugin(id = "elf", magics = "0:7f454c46", architectures = {"s390x", "ppc64", "x86_64"})
public final class ElfLoader implements ImageLoader {
    private static final String ENTRY_OUTSIDE = "SW-I218";
    /** Entry, table of contents and environment. */
    private static final int DESCRIPTOR_BYTES = 24;
    private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
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
            problems.whole("SW-I201", "nothing was fetched as kernel", "name the kernel's URI as fetch.kernel in the profile");
        }
        problems.throwIfAny();
        Optional<ElfView> view = ElfView.parse(kernel.orElseThrow().content(), problems);
        problems.throwIfAny();
        return plan(view.orElseThrow(), machine, layout, problems);
    }

    private LoadPlan plan(ElfView elf, Architecture machine, MemoryLayout layout, ElfProblems problems) {
        ElfHeader header = elf.header();
        ElfChecks.machine(header, machine, problems);
        List<ProgramHeader> segments = ElfChecks.segments(elf, problems);
        problems.throwIfAny();
        OptionalLong pvh = machine == Architecture.X86_64 ? XenNotes.entry(elf) : OptionalLong.empty();
        if (pvh.isPresent()) {
            return byPvh(elf, pvh.getAsLong(), segments, layout, problems);
        }
        long entry = described(elf, segments).orElse(header.entry());
        Optional<ProgramHeader> start = holding(entry, segments);
        if (start.isEmpty()) {
            problems.at(24, ENTRY_OUTSIDE, "the entry 0x" + Long.toHexString(entry) + " is in no executable segment of the file",
                    ElfView.DAMAGED);
        }
        boolean movable = header.machine() == ElfHeader.EM_PPC64 || header.type() == ElfHeader.ET_DYN;
        long displacement = new ElfPlacement(segments, movable).displacement(layout, options, problems);
        problems.throwIfAny();
        ProgramHeader first = start.orElseThrow();
        long within = entry - (isInFile(entry, first.vaddr(), first) ? first.vaddr() : first.paddr());
        return new LoadPlan(format(header, machine), machine, header.order(), planned(elf, segments, displacement),
                GuestAddress.of(first.paddr() + displacement + within));
    }

    /** The note's entry is a physical address, of code for 32-bit protected mode; such a kernel is not moved. */
    private LoadPlan byPvh(ElfView elf, long entry, List<ProgramHeader> segments, MemoryLayout layout, ElfProblems problems) {
        if (segments.stream().noneMatch(segment -> isInFile(entry, segment.paddr(), segment))) {
            problems.whole(ENTRY_OUTSIDE, "the PVH note's entry 0x" + Long.toHexString(entry) + " is in no segment of the file",
                    ElfView.DAMAGED);
        }
        new ElfPlacement(segments, false).displacement(layout, options, problems);
        problems.throwIfAny();
        return new LoadPlan("elf-pvh", Architecture.X86_64, elf.header().order(), planned(elf, segments, 0), GuestAddress.of(entry));
    }

    private static List<Segment> planned(ElfView elf, List<ProgramHeader> segments, long displacement) {
        var planned = new ArrayList<Segment>(segments.size());
        for (ProgramHeader segment : segments) {
            planned.add(new Segment("kernel." + planned.size(), GuestAddress.of(segment.paddr() + displacement),
                    elf.file().asSlice(segment.offset(), segment.filesz()), segment.memsz()));
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
                boolean isCode = code % 4 == 0 && segments.stream().filter(ProgramHeader::isExecutable)
                        .anyMatch(one -> isInFile(code, one.vaddr(), one));
                return isCode ? OptionalLong.of(code) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /** By virtual address; or by physical address, as x86-64's vmlinux has it. */
    private static Optional<ProgramHeader> holding(long entry, List<ProgramHeader> segments) {
        List<ProgramHeader> code = segments.stream().filter(ProgramHeader::isExecutable).toList();
        return code.stream().filter(segment -> isInFile(entry, segment.vaddr(), segment)).findFirst()
                .or(() -> code.stream().filter(segment -> isInFile(entry, segment.paddr(), segment)).findFirst());
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
