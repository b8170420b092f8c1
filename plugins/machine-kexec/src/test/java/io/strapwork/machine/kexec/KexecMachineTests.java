package io.strapwork.machine.kexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DepartingMachine;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.machine.kexec.KexecOptions.Jump;
import io.strapwork.machine.kexec.KexecOptions.Load;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** From a host's files to what kexec_load is called with, with a double of the calls. */
class KexecMachineTests {
    private static final EntryContract NO_CONTRACT = new EntryContract("test", List.of());

    @TempDir
    private Path root;
    private final Calls calls = new Calls();
    private final Map<String, String> told = new TreeMap<>();

    /** Remembers the bytes, as Linux does. */
    private static final class Calls implements KexecCalls {
        private int loadErrno;
        private long entry;
        private final List<KexecSegment> segments = new ArrayList<>();
        private int reboots;

        @Override
        public int load(long at, List<KexecSegment> given) {
            entry = at;
            given.forEach(each -> segments
                    .add(new KexecSegment(each.at(), each.memory(), MemorySegment.ofArray(each.bytes().toArray(ValueLayout.JAVA_BYTE)))));
            return loadErrno;
        }

        @Override
        public int load(KernelFiles files) {
            throw new AssertionError("files are loaded");
        }

        @Override
        public int reboot() {
            reboots++;
            return 1;
        }
    }

    @BeforeEach
    void host() throws IOException {
        put("proc/self/status", "Name:\tjava\nCapEff:\t000001ffffffffff\n");
        put("proc/sys/kernel/kexec_load_disabled", "0\n");
        put("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        map(0, 0, 0x9fbff, "System RAM");
        map(1, 0xf0000, 0xfffff, "Reserved");
        map(2, 0x100000, 0x3ffffff, "System RAM");
        map(3, 0x4000000, 0x40fffff, "ACPI Tables");
    }

    private void map(int index, long start, long end, String type) throws IOException {
        put("sys/firmware/memmap/" + index + "/start", "0x" + Long.toHexString(start) + "\n");
        put("sys/firmware/memmap/" + index + "/end", "0x" + Long.toHexString(end) + "\n");
        put("sys/firmware/memmap/" + index + "/type", type + "\n");
    }

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Machine machine(Architecture architecture, Jump jump, boolean dryRun) {
        var provider = new KexecProvider(new KexecOptions(jump, dryRun, Load.SEGMENTS, Optional.empty()),
                (name, value) -> told.put(name, value));
        return provider.powerOn(new HostLinux(root, architecture), calls);
    }

    private static void write(Machine machine, long at, int bytes, int value) {
        machine.hardware().memory().at(GuestAddress.of(at), bytes).fill((byte) value);
    }

    private static Entry entry(Architecture architecture, long at, Map<String, Long> registers, long... code) {
        return new Entry(new CpuState(architecture, GuestAddress.of(at), registers), NO_CONTRACT, List.of(GuestRange.of(code[0], code[1])));
    }

    private EnteredMachine enter(Machine machine) {
        write(machine, 0x1000000, 0x2345, 7);
        write(machine, 0x2000000, 0x10, 8);
        machine.hardware().memory().at(GuestAddress.of(0x1002345), 0x5000);
        return machine.enter(
                entry(Architecture.X86_64, 0x1000200, Map.of("rip", 0x1000200L, "rsi", 0x2000000L), 0x1000000, 0x2345));
    }

    @Test
    void whatWasPlacedIsLoadedWithATrampoline() {
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, false)) {
            assertEquals(List.of(GuestRange.of(0, 0x9fc00), GuestRange.of(0x100000, 0x3f00000)), machine.hardware().layout().ram());
            assertEquals(4, machine.facts().memoryMap().size());
            EnteredMachine entered = enter(machine);
            assertEquals(3, calls.segments.size());
            assertEquals(List.of(0x100000L, 0x1000000L, 0x2000000L), calls.segments.stream().map(KexecCalls.KexecSegment::at).toList());
            assertEquals(List.of(0x1000L, 0x8000L, 0x1000L), calls.segments.stream().map(KexecCalls.KexecSegment::memory).toList());
            assertEquals(0x2348, calls.segments.get(1).bytes().byteSize(), "zeros at the end are left to Linux");
            assertEquals(0x100000, calls.entry);
            ByteBuffer page = calls.segments.getFirst().bytes().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0, page.getLong(0x800));
            assertEquals(0x1000200, page.getLong(0x808));
            assertEquals(0x2000000, page.getLong(0x800 + 6 * 8));
            assertEquals("0x100000, 4,096 bytes, 2,104 of them given", told.get("segment-0"));
            var departing = assertInstanceOf(DepartingMachine.class, entered);
            assertEquals(0, calls.reboots, "nobody was told yet");
            machine.close();
            assertEquals("SW-M513", code(departing::depart));
            assertEquals(1, calls.reboots);
        }
    }

    @ParameterizedTest
    @EnumSource
    void factsOfAnotherComputerAreForPacking(Architecture architecture) throws IOException {
        put("proc/self/status", "CapEff:\t0000000000000000\n");
        putNumbers("proc/device-tree/chosen/linux,kernel-end", 0x800000);
        putTree(DeviceNode.of("chosen"));
        try (Machine machine = byFacts(architecture)) {
            assertEquals(List.of(GuestRange.of(0, 0x9fc00), GuestRange.of(0x100000, 0x3f00000)), machine.hardware().layout().ram());
            write(machine, 0x1000000, 16, 1);
            assertEquals("SW-M518", code(() -> machine.enter(entry(architecture, 0x1000000, Map.of(), 0x1000000, 16))));
        }
    }

    private Machine byFacts(Architecture architecture) {
        var options = new KexecOptions(Jump.REBOOT, false, Load.AUTO, Optional.of(root));
        var request = new PowerOn("test", architecture, ByteSize.parse("1GiB"), "", Optional.empty());
        return new KexecProvider(options, (name, value) -> told.put(name, value)).powerOn(request);
    }

    /** Without them a boot would be packed onto that computer's running kernel, or its RTAS. */
    @Test
    void factsOfPpc64TellWhatIsInUse() throws IOException {
        assertMissing("copy sys/firmware/fdt and proc/device-tree/chosen/linux,kernel-end of");
        putTree(DeviceNode.of("chosen"));
        assertMissing("copy proc/device-tree/chosen/linux,kernel-end of");
        put("proc/device-tree/chosen/linux,kernel-end", "cut");
        assertMissing("copy proc/device-tree/chosen/linux,kernel-end of");
        Files.delete(root.resolve("sys/firmware/fdt"));
        putNumbers("proc/device-tree/chosen/linux,kernel-end", 0x800000);
        assertMissing("copy sys/firmware/fdt of");
        byFacts(Architecture.X86_64).close();
    }

    private void assertMissing(String hint) {
        Problem problem = assertThrows(StrapworkException.class, () -> byFacts(Architecture.PPC64)).problems().getFirst();
        assertEquals("SW-M519", problem.code());
        assertEquals(root.toString(), problem.where());
        assertTrue(problem.hint().startsWith(hint), problem::hint);
    }

    /** A kernel's room to unpack itself in is most of what is placed; it takes no memory before kexec gives it some. */
    @Test
    void whatIsOnlyClearedIsLeftToLinux() {
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, false)) {
            write(machine, 0x1000000, 0x1003, 7);
            write(machine, 0x1002000, 0x1000, 8);
            machine.hardware().memory().zero(GuestRange.of(0x1001003, 0x10000));
            machine.enter(entry(Architecture.X86_64, 0x1000000, Map.of("rip", 0x1000000L), 0x1000000, 0x1000));
            KexecCalls.KexecSegment segment = calls.segments.get(1);
            assertEquals(0x1000000, segment.at());
            assertEquals(0x3000, segment.memory());
            assertEquals(new KexecCalls.KexecSegment(0x1003000, 0xf000, calls.segments.get(2).bytes()), calls.segments.get(2));
            assertEquals(8, calls.segments.get(2).bytes().byteSize(), "there is nothing to read");
            assertEquals(0x1008, segment.bytes().byteSize(), "what was there before is cleared");
            assertEquals(0, segment.bytes().get(ValueLayout.JAVA_BYTE, 0x1003));
        }
    }

    @Test
    void loadOnlyAndDryRunStay() {
        try (Machine machine = machine(Architecture.X86_64, Jump.LOAD_ONLY, false)) {
            assertTrue(!(enter(machine) instanceof DepartingMachine));
            assertEquals(3, calls.segments.size());
        }
        calls.segments.clear();
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, true)) {
            assertTrue(!(enter(machine) instanceof DepartingMachine));
            assertEquals(0, calls.segments.size());
            assertEquals(5, told.size());
            assertEquals("kexec_load", told.get("call"));
        }
    }

    private static String code(Runnable work) {
        return assertThrows(StrapworkException.class, work::run).problems().getFirst().code();
    }

    @ParameterizedTest
    @CsvSource({"1,SW-M503", "4,SW-M511", "8,SW-M511", "12,SW-M509", "13,SW-M511", "14,SW-M511", "16,SW-M510", "22,SW-M511", "26,SW-M511",
        "38,SW-M508",
        "99,SW-M511", "77,SW-M511"})
    void everyErrnoIsAProblem(int errno, String code) {
        calls.loadErrno = errno;
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, false)) {
            assertEquals(code, code(() -> enter(machine)));
            assertEquals(0, calls.reboots);
        }
    }

    @Test
    void whatIsKnownBeforeAnythingIsFetched() throws IOException {
        put("proc/self/status", "CapEff:\t0000000000000000\n");
        put("proc/sys/kernel/kexec_load_disabled", "1\n");
        put("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
        StrapworkException refused = assertThrows(StrapworkException.class, () -> machine(Architecture.X86_64, Jump.REBOOT, false));
        assertEquals(List.of("SW-M515", "SW-M504", "SW-M505"), refused.problems().stream().map(problem -> problem.code()).toList());
        assertTrue(refused.problems().getLast().what().contains("(integrity)"));
        machine(Architecture.X86_64, Jump.REBOOT, true).close();
    }

    @Test
    void moreThanHalfOfTheMemory() {
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, false)) {
            write(machine, 0x1000000, 0x2100000, 1);
            assertEquals("SW-M507", code(
                    () -> machine.enter(entry(Architecture.X86_64, 0x1000000, Map.of("rip", 0x1000000L), 0x1000000, 0x2100000))));
        }
    }

    /** Linux counts pages (kernel/kexec_core.c, sanity_check_segment_list): half is allowed, a page more is not. */
    @ParameterizedTest
    @CsvSource({"S390X,4096", "X86_64,4096", "PPC64,65536"})
    void halfOfTheMemoryIsAllowed(Architecture architecture, int page) {
        String register = architecture == Architecture.X86_64 ? "rip" : architecture == Architecture.PPC64 ? "nip" : "psw.address";
        long half = (0x9fc00 + 0x3f00000) / 2 / page;
        for (long pages = half - 3; pages <= half + 3; pages++) {
            long bytes = (pages - 1) * page;
            try (Machine machine = machine(architecture, Jump.REBOOT, true)) {
                machine.hardware().memory().zero(GuestRange.of(0x1000000, bytes));
                Map<String, Long> registers = architecture == Architecture.S390X
                        ? Map.of("psw.mask", 0x180000000L, register, 0x1000000L)
                        : Map.of(register, 0x1000000L);
                Entry entry = entry(architecture, 0x1000000, registers, 0x1000000, bytes);
                if (pages <= half) {
                    machine.enter(entry);
                } else {
                    assertEquals("SW-M507", code(() -> machine.enter(entry)), pages + " pages of " + half);
                }
            }
        }
    }

    @Test
    void manyPiecesAreJoined() {
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, false)) {
            for (int i = 0; i < 40; i++) {
                write(machine, 0x200000 + 0x4000L * i, 16, 1);
            }
            write(machine, 0x10000, 16, 1);
            machine.enter(entry(Architecture.X86_64, 0x200000, Map.of("rip", 0x200000L), 0x200000, 16));
            assertEquals(16, calls.segments.size());
        }
    }

    @Test
    void noMemoryIsTold() throws IOException {
        Path bare = Files.createDirectories(root.resolve("bare"));
        var provider = new KexecProvider(new KexecOptions(Jump.REBOOT, true, Load.AUTO, Optional.empty()), (_, _) -> {});
        assertEquals("SW-M501", code(() -> provider.powerOn(new HostLinux(bare, Architecture.S390X), calls)));
    }

    @Test
    void registersThatNobodyCanSet() {
        try (Machine machine = machine(Architecture.X86_64, Jump.REBOOT, false)) {
            write(machine, 0x1000000, 16, 1);
            assertEquals("SW-M514", code(() -> machine.enter(
                    entry(Architecture.X86_64, 0x1000000, Map.of("rip", 0x1000000L, "cr3", 0x1000L), 0x1000000, 16))));
        }
    }

    @Test
    void memoryOfS390xIsWhatLinuxHas() throws IOException {
        Path host = root.resolve("s390x");
        Files.createDirectories(host.resolve("proc"));
        Files.writeString(host.resolve("proc/iomem"),
                "00000000-3fffffff : System RAM\n  00100000-00adffff : Kernel code\n40000000-4fffffff : Crash kernel\n50000000-5fffffff : System RAM\n");
        assertEquals(List.of(GuestRange.of(0, 0x40000000), GuestRange.of(0x50000000, 0x10000000)),
                new HostLinux(host, Architecture.S390X).ram());
    }

    @Test
    void theRootPointerIsWhatEfiOrTheBootLoaderTold() throws IOException {
        var linux = new HostLinux(root, Architecture.X86_64);
        assertEquals(Optional.empty(), linux.rsdp());
        byte[] page = new byte[4096];
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putLong(0x70, 0x7fe0014);
        Files.createDirectories(root.resolve("sys/kernel/boot_params"));
        Files.write(root.resolve("sys/kernel/boot_params/data"), page);
        assertEquals(Optional.of(GuestAddress.of(0x7fe0014)), linux.rsdp());
        put("sys/firmware/efi/systab", "SMBIOS=0xf0000\nACPI=0x1000\nACPI20=0x2000\n");
        assertEquals(Optional.of(GuestAddress.of(0x2000)), linux.rsdp());
    }

    @Test
    void storageIsRewrittenOnS390x() {
        var cpu = new CpuState(Architecture.S390X, GuestAddress.of(0x10000), Map.of("psw.mask", 0x180000000L, "r15", 15L));
        ByteBuffer page = ByteBuffer.wrap(Trampoline.to(cpu, List.of(GuestRange.of(0, 0x8000000), GuestRange.of(0x10000000, 0x1000))));
        assertEquals(0x180000000L, page.getLong(0x800));
        assertEquals(0x10000, page.getLong(0x808));
        assertEquals(15, page.getLong(0x810 + 15 * 8));
        assertEquals(0x2000, page.getLong(0x890));
        assertEquals(0x8000000, page.getLong(0x898), "all of the first range");
        ByteBuffer large = ByteBuffer.wrap(Trampoline.to(cpu, List.of(GuestRange.of(0, 1L << 40))));
        assertEquals(1L << 30, large.getLong(0x898), "a real machine shall not notice");
    }

    @Test
    void whereLinuxHasRtasStays() {
        assertEquals(List.of(GuestRange.of(0x2fff0000L, 0x1000)), kept(DeviceProperty.cells("linux,rtas-base", 0x2fff0000)));
        assertEquals(List.of(), kept(DeviceProperty.bytes("linux,rtas-base", (byte) 1)), "malformed");
        assertEquals(List.of(), kept(DeviceProperty.wide("linux,rtas-base", Long.MAX_VALUE)), "beyond any address");
    }

    private static List<GuestRange> kept(DeviceProperty base) {
        DeviceNode root = DeviceNode.of("").with(List.of(DeviceNode.of("rtas", base, DeviceProperty.cells("rtas-size", 0x1000))));
        return RunningTree.of(MemorySegment.ofArray(new DeviceTree(root, List.of(), 0).flatten())).kept(List.of(), List.of());
    }

    /** kexec writes whole pages, and the rest of a page of which something is reserved would be zeros. */
    @Test
    void whatIsReservedIsSoInWholePages() throws IOException {
        put("sys/firmware/memmap/0/start", "");
        putNumbers("proc/device-tree/memory@0/reg", 0, 0x40000000);
        putTree(DeviceNode.of("rtas", DeviceProperty.cells("linux,rtas-base", 0x2fff0000), DeviceProperty.cells("rtas-size", 0x1000)),
                GuestRange.of(0x108000, 0x8000), GuestRange.of(0x120000, 0x100), GuestRange.of(0x3fff8000, 0x100000));
        try (Machine machine = machine(Architecture.PPC64, Jump.REBOOT, false)) {
            assertEquals(List.of(GuestRange.of(0, 0x100000), GuestRange.of(0x110000, 0x10000), GuestRange.of(0x130000, 0x2fec0000),
                    GuestRange.of(0x30000000, 0xfff0000)), machine.hardware().layout().free());
            write(machine, 0x4000000, 16, 1);
            machine.enter(entry(Architecture.PPC64, 0x4000000, Map.of("nip", 0x4000000L, "msr", 0x8000000000001000L), 0x4000000, 16));
            assertEquals(0x110000, calls.entry);
        }
    }

    /** To have few enough segments, gaps are filled: with zeros, under which no reservation may lie. */
    @Test
    void gapsWithReservationsStay() throws IOException {
        put("sys/firmware/memmap/0/start", "");
        putNumbers("proc/device-tree/memory@0/reg", 0, 0x40000000);
        GuestRange[] reserved = {GuestRange.of(0x2018000, 0x100), GuestRange.of(0x2058000, 0x10)};
        putTree(DeviceNode.of("chosen"), reserved);
        try (Machine machine = machine(Architecture.PPC64, Jump.REBOOT, false)) {
            for (int i = 0; i < 40; i++) {
                write(machine, 0x2000000 + 0x20000L * i, 16, 1);
            }
            machine.enter(entry(Architecture.PPC64, 0x2000000, Map.of("nip", 0x2000000L, "msr", 0x8000000000001000L), 0x2000000, 16));
            assertEquals(16, calls.segments.size());
            for (KexecCalls.KexecSegment segment : calls.segments) {
                GuestRange written = GuestRange.of(segment.at(), segment.memory());
                assertTrue(Stream.of(reserved).noneMatch(written::overlaps), written::toString);
            }
        }
    }

    private void putTree(DeviceNode child, GuestRange... reservations) throws IOException {
        Path file = root.resolve("sys/firmware/fdt");
        Files.createDirectories(file.getParent());
        Files.write(file, new DeviceTree(DeviceNode.of("").with(List.of(child)), List.of(reservations), 3).flatten());
    }

    /** Linux refuses all segments below its own end (ETXTBSY), and whatever its firmware needs must stay. */
    @Test
    void theRunningKernelIsNoPlaceOnPpc64() throws IOException {
        put("sys/firmware/memmap/0/start", "");
        putNumbers("proc/device-tree/memory@0/reg", 0, 0x40000000);
        putNumbers("proc/device-tree/chosen/linux,kernel-end", 0x2890000);
        putNumbers("proc/device-tree/pci@800000020000000/linux,tce-base", 0x3f000000);
        Files.write(root.resolve("proc/device-tree/pci@800000020000000/linux,tce-size"), new byte[]{0, 0x10, 0, 0});
        DeviceNode chosen = DeviceNode.of("chosen", DeviceProperty.wide("linux,initrd-start", 0x8000000),
                DeviceProperty.cells("linux,initrd-end", 0x8001000));
        putTree(chosen, GuestRange.of(0x8000000, 0x10000), GuestRange.of(0x30000000, 0x8000));
        try (Machine machine = machine(Architecture.PPC64, Jump.REBOOT, false)) {
            assertEquals(List.of(GuestRange.of(0, 0x2890000), GuestRange.of(0x30000000, 0x10000), GuestRange.of(0x3f000000, 0x100000)),
                    machine.hardware().layout().reserved());
            DeviceTree next = FdtView.parse(machine.facts().deviceTree().orElseThrow());
            assertEquals(List.of(GuestRange.of(0x30000000, 0x8000)), next.reservations(), "this system's initrd is gone by then");
            assertEquals(3, next.bootCpu());
            write(machine, 0x4000000, 16, 1);
            machine.enter(entry(Architecture.PPC64, 0x4000000, Map.of("nip", 0x4000000L, "msr", 0x8000000000001000L), 0x4000000, 16));
            assertEquals(0x2890000, calls.entry, "the trampoline is behind it, too");
            assertEquals(List.of(0x10000L, 0x10000L), calls.segments.stream().map(KexecCalls.KexecSegment::memory).toList());
        }
    }

    private void putNumbers(String file, long... numbers) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        Files.write(path, bytes.array());
    }

    @Test
    void hostsAndTheirArchitectures() {
        assertEquals(Optional.of(Architecture.X86_64), KexecProvider.own("Linux", "amd64"));
        assertEquals(Optional.of(Architecture.PPC64), KexecProvider.own("Linux", "ppc64le"));
        assertEquals(Optional.empty(), KexecProvider.own("Linux", "aarch64"));
        assertEquals(Optional.empty(), KexecProvider.own("Mac OS X", "x86_64"));
    }
}
