package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DepartingMachine;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.FileLoadingMachine;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.kexec.KexecCalls.KexecSegment;
import io.strapwork.machine.kexec.KexecOptions.Jump;
import io.strapwork.machine.kexec.KexecOptions.Load;
import io.strapwork.machine.memory.ReservedRanges;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A computer that runs Linux, which loads another system and leaves for it. */
final class KexecMachine implements FileLoadingMachine {
    private static final String WHERE = "machine";

    private final HostLinux host;
    private final KexecCalls calls;
    private final KexecOptions options;
    private final BootFacts told;
    private final StagedMemory memory;
    private final Hardware hardware;
    private final MachineFacts facts;

    KexecMachine(HostLinux host, KexecCalls calls, KexecOptions options, BootFacts told) throws IOException {
        this.host = host;
        this.calls = calls;
        this.options = options;
        this.told = told;
        check();
        List<GuestRange> ram = host.ram();
        checkFacts();
        Optional<MemorySegment> flat = host.deviceTree().map(MemorySegment::ofArray);
        Optional<RunningTree> running = host.architecture() == Architecture.PPC64
                ? flat.map(RunningTree::of).or(() -> host.liveTree().map(RunningTree::new))
                : Optional.empty();
        facts = new MachineFacts(host.uuid(), running.map(RunningTree::next).or(() -> flat), host.rsdp(), host.memoryMap(),
                Optional.empty());
        memory = StagedMemory.of(ram);
        hardware = new Hardware(host.architecture(), memory, new MemoryLayout(ram, reserved(ram, running)), List.of());
    }

    /** What can be known before anything is fetched. */
    private void check() {
        if (!options.isHere()) {
            return;
        }
        var problems = new ArrayList<Problem>();
        if (!host.mayReboot()) {
            problems.add(new Problem("SW-M515", Blame.HOST, WHERE, "this process lacks the capability CAP_SYS_BOOT", "run as root"));
        }
        if (host.isLoadingDisabled()) {
            problems.add(
                    new Problem("SW-M504", Blame.HOST, WHERE, "kexec is switched off until the next reboot (kernel.kexec_load_disabled)",
                            "reboot, and keep whatever sets it from doing so"));
        }
        host.lockdown().filter(_ -> options.load() == Load.SEGMENTS).ifPresent(mode -> problems.add(new Problem("SW-M505", Blame.HOST,
                WHERE, "Linux is locked down (" + mode + "), as Secure Boot does it: kexec_load is denied",
                "remove machine.load, if the kernel is signed; or switch Secure Boot off, or lockdown")));
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
    }

    private void checkFacts() {
        List<String> missing = options.facts().isPresent() ? host.missing() : List.of();
        if (!missing.isEmpty()) {
            throw new Problem("SW-M519", Blame.USER, host.root().toString(),
                    "nothing tells where that computer's running kernel and its firmware are, which a boot must not be placed onto",
                    "copy " + String.join(" and ", missing) + " of the computer into the folder, as root").asException();
        }
    }

    /** On ppc64 also where the running kernel is, and what stays of its firmware. In whole pages: kexec clears the rest of those that it writes to. */
    private List<GuestRange> reserved(List<GuestRange> ram, Optional<RunningTree> running) {
        var kept = new ArrayList<>(ReservedRanges.of(host.architecture()));
        if (host.architecture() == Architecture.PPC64) {
            kept.addAll(host.inUse());
            running.ifPresent(tree -> kept.addAll(tree.kept(ram, List.copyOf(kept))));
        }
        return Segments.pages(kept, host.pageBytes()).stream().flatMap(range -> ram.stream().filter(range::overlaps).map(part -> {
            long start = Math.max(range.start().value(), part.start().value());
            return GuestRange.of(start, Math.min(range.end().value(), part.end().value()) - start);
        })).toList();
    }

    @Override
    public Hardware hardware() {
        return hardware;
    }

    @Override
    public MachineFacts facts() {
        return facts;
    }

    @Override
    public EnteredMachine enter(Entry entry) {
        return enter(entry, Optional.empty());
    }

    @Override
    public EnteredMachine enter(Entry entry, KernelFiles files) {
        return enter(entry, Optional.of(files));
    }

    private EnteredMachine enter(Entry entry, Optional<KernelFiles> files) {
        if (!options.dryRun() && options.facts().isPresent()) {
            throw new Problem("SW-M518", Blame.USER, "machine.facts",
                    "the facts are another computer's: nothing can be loaded there from here",
                    "write the boot by \"strapwork pack\", or look at it by \"boot --dry-run\"").asException();
        }
        List<GuestRange> staged = memory.staged();
        List<Problem> broken = EntryCheck.check(entry, host.architecture(), new Peeked(memory));
        if (!broken.isEmpty()) {
            throw new StrapworkException(broken, null);
        }
        boolean isLockedDown = options.load() == Load.AUTO && host.lockdown().isPresent();
        if (isLockedDown || options.load() == Load.FILE) {
            load(files, isLockedDown);
        } else {
            load(entry, staged);
        }
        return options.dryRun() || options.jump() != Jump.REBOOT
                ? new Loaded(entry.cpu(), new Peeked(memory))
                : new Departing(entry.cpu(), new Peeked(memory), calls);
    }

    /** What was placed stays behind: Linux places the files by itself. */
    private void load(Optional<KernelFiles> given, boolean isLockedDown) {
        KernelFiles files = given.orElseThrow(() -> new Problem("SW-M520", Blame.USER, WHERE,
                (isLockedDown ? "Linux is locked down, and loads" : "machine.load = \"file\" loads")
                        + " a Linux kernel's own file with an initrd and a command line only; this boot is something else",
                "boot a bzImage on x86_64, or Linux on s390x, by the handoff for Linux and without initrd-address"
                        + (isLockedDown ? "; or switch lockdown off" : "; or remove machine.load"))
                .asException());
        told.tell("call", "kexec_file_load");
        told.tell("kernel", bytes(files.kernel()));
        files.initrd().ifPresent(initrd -> told.tell("initrd", bytes(initrd)));
        told.tell("command-line", files.commandLine());
        int errno = options.dryRun() ? 0 : calls.load(files);
        if (errno != 0) {
            throw Refusal.ofFiles(errno);
        }
    }

    private static String bytes(MemorySegment file) {
        return String.format(Locale.ROOT, "%,d bytes", file.byteSize());
    }

    private void load(Entry entry, List<GuestRange> staged) {
        byte[] jump = Trampoline.to(entry.cpu(), hardware.layout().ram());
        GuestAddress at = room(staged);
        memory.at(new GuestRange(at, jump.length)).copyFrom(MemorySegment.ofArray(jump));
        var all = new ArrayList<>(staged);
        all.add(new GuestRange(at, jump.length));
        List<KexecSegment> segments = segments(all);
        tell(at, segments);
        int errno = options.dryRun() ? 0 : load(at, segments);
        if (errno != 0) {
            throw Refusal.of(errno);
        }
    }

    /** Below 1 GiB and 2 GiB, for whoever is entered with less of memory mapped; above the first MiB, which firmware uses. */
    private GuestAddress room(List<GuestRange> staged) {
        long page = host.pageBytes();
        List<GuestRange> low = GuestRange.minus(hardware.layout().free(), Segments.pages(staged, page)).stream()
                .flatMap(range -> below(range, 1L << 30).stream()).toList();
        return GuestRange.findSpace(low, page, page, GuestAddress.of(1 << 20)).orElseThrow(
                () -> new Problem("SW-M517", Blame.USER, WHERE, "there is no free page below 1 GiB for the code that makes the jump",
                        "place the kernel and the initrd elsewhere").asException());
    }

    private static Optional<GuestRange> below(GuestRange range, long limit) {
        long end = Math.min(limit, range.end().value());
        return end > range.start().value() ? Optional.of(new GuestRange(range.start(), end - range.start().value())) : Optional.empty();
    }

    private List<KexecSegment> segments(List<GuestRange> staged) {
        long page = host.pageBytes();
        List<GuestRange> ram = hardware.layout().ram();
        List<GuestRange> pages = Segments.pages(staged, page);
        pages.stream().filter(range -> ram.stream().noneMatch(part -> part.contains(range))).findFirst().ifPresent(range -> {
            throw new Problem("SW-M512", Blame.HOST, WHERE, "the pages " + range + " are not wholly in memory " + ram,
                    "place the kernel and the initrd elsewhere").asException();
        });
        List<GuestRange> apart = Segments.apart(pages, Segments.pages(memory.given(), page));
        List<GuestRange> joined = apart.size() <= Segments.MOST ? apart : Segments.atMost(Segments.MOST, pages, besides(pages));
        if (joined.size() > Segments.MOST) {
            throw new Problem("SW-M506", Blame.USER, WHERE,
                    "the boot has " + joined.size() + " pieces, and what lies between them is not all free memory; kexec takes "
                            + Segments.MOST,
                    "use an initrd and a kernel that are placed in one range of memory").asException();
        }
        long bytes = Segments.bytes(joined);
        if (bytes > hardware.layout().ramBytes() / 2) {
            throw new Problem("SW-M507", Blame.USER, WHERE, "the boot needs " + bytes + " bytes, more than half of this computer's "
                    + hardware.layout().ramBytes() + " bytes of memory; kexec takes no more", "boot something smaller").asException();
        }
        return joined.stream().map(range -> new KexecSegment(range.start().value(), range.bytes(), withoutZeros(range))).toList();
    }

    /** Memory without the reservations that nothing was placed onto. */
    private List<GuestRange> besides(List<GuestRange> pages) {
        return GuestRange.minus(hardware.layout().ram(), GuestRange.minus(hardware.layout().reserved(), pages));
    }

    /** Linux clears what follows. Pages that nobody has touched aren't read: they would come to be. */
    private MemorySegment withoutZeros(GuestRange range) {
        MemorySegment bytes = memory.peek(range);
        long end = Math.min(bytes.byteSize(), memory.touched(range) + 7 & -8);
        while (end >= 8 && bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, end - 8) == 0) {
            end -= 8;
        }
        return bytes.asSlice(0, end);
    }

    private void tell(GuestAddress at, List<KexecSegment> segments) {
        told.tell("call", "kexec_load");
        told.tell("entry", at.toString());
        for (int i = 0; i < segments.size(); i++) {
            KexecSegment segment = segments.get(i);
            told.tell("segment-" + i, String.format(Locale.ROOT, "0x%x, %,d bytes, %,d of them given", segment.at(), segment.memory(),
                    segment.bytes().byteSize()));
        }
    }

    /** From memory of this call only: the staging file may be gone before the jump. */
    private int load(GuestAddress at, List<KexecSegment> segments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(8);
            return calls.load(at.value(), segments.stream().map(segment -> segment.bytes().byteSize() > 0
                    ? segment
                    : new KexecSegment(segment.at(), segment.memory(), one)).toList());
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    private record Peeked(StagedMemory memory) implements GuestMemory {
        @Override
        public List<GuestRange> ranges() {
            return memory.ranges();
        }

        @Override
        public MemorySegment at(GuestRange range) {
            return memory.peek(range);
        }
    }

    private record Loaded(CpuState cpu, GuestMemory memory) implements EnteredMachine {}

    private record Departing(CpuState cpu, GuestMemory memory, KexecCalls calls) implements DepartingMachine {
        @Override
        public void depart() {
            throw Refusal.ofReboot(calls.reboot());
        }
    }
}
