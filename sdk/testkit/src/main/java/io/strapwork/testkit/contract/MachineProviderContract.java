package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link MachineProvider} does. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class MachineProviderContract {
    private static final int PAGE = 4096;
    private static final int LONGEST_ALLOCATIONS = 1 << 16;
    private final List<Machine> machines = new ArrayList<>();

    /** What a machine may decline. */
    protected enum Ability {
        /** Its CPU runs: {@code enter} gives a {@link RunningMachine}. */
        RUNS
    }

    /** A new provider. */
    protected abstract MachineProvider provider(BootClock clock, RandomGenerator random);

    protected abstract Architecture architecture();

    /** What this machine can't. */
    protected Set<Ability> declined() {
        return EnumSet.noneOf(Ability.class);
    }

    /** The bus that the network card is on. */
    protected String bus() {
        return architecture().usualBus();
    }

    /** RAM that the machine can have. */
    protected long memoryBytes() {
        return 64L << 20;
    }

    /** How long its threads may still run after it was closed; long, since a machine may be another process. */
    protected Duration closing() {
        return Duration.ofMinutes(1);
    }

    /** Registers to let the CPU go with at an address; those of the architecture that its instructions work with. */
    protected CpuState cpu(GuestAddress at) {
        Map<String, Long> registers = switch (architecture()) {
            case S390X -> Map.of("psw.mask", 0x0000_0001_8000_0000L, "psw.address", at.value());
            case PPC64 -> Map.of("nip", at.value(), "msr", 0x8000_0000_0000_1000L);
            case X86_64 -> Map.of("rip", at.value());
        };
        return new CpuState(architecture(), at, registers);
    }

    private byte[] branchToItself() {
        return switch (architecture()) {
            case S390X -> new byte[]{(byte) 0xa7, (byte) 0xf4, 0, 0};
            case PPC64 -> new byte[]{0x48, 0, 0, 0};
            case X86_64 -> new byte[]{(byte) 0xeb, (byte) 0xfe, 0, 0};
        };
    }

    private MachineProvider provider() {
        return provider(BootClock.system(), new Random(1));
    }

    private PowerOn request(String name, long memory) {
        return new PowerOn(name, architecture(), new ByteSize(memory), bus(), Optional.empty());
    }

    private Machine powerOn(String name) {
        Machine machine = provider().powerOn(request(name, memoryBytes()));
        machines.add(machine);
        return machine;
    }

    @BeforeEach
    void notInterrupted() {
        assertFalse(Thread.interrupted());
    }

    @AfterEach
    void closeAll() {
        machines.forEach(Machine::close);
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith(name) && thread.isAlive())
                .toList();
    }

    private static void same(String what, byte[] expected, MemorySegment actual) {
        assertEquals(-1, actual.mismatch(MemorySegment.ofArray(expected)), what);
    }

    /** Free RAM for a page of code, above the first megabyte, where no bus has anything. */
    private static GuestAddress room(MemoryLayout layout) {
        return GuestRange.findSpace(layout.free(), PAGE, PAGE, GuestAddress.of(2 << 20)).orElseThrow(
                () -> new AssertionError("no free page in " + layout));
    }

    @Test
    void isWhatWasAskedFor() {
        Hardware hardware = powerOn("asked-for").hardware();
        assertEquals(architecture(), hardware.architecture(), "the machine's architecture");
        assertEquals(memoryBytes(), hardware.layout().ramBytes(), "bytes of RAM");
        assertEquals(hardware.memory().ranges(), hardware.layout().ram(), "the layout's RAM is the memory's");
        assertTrue(hardware.buses().stream().anyMatch(bus -> bus.kind().equals(bus())),
                () -> "no bus " + bus() + ", which the driver needs");
    }

    @Test
    void staysWhatItIs() {
        Machine machine = powerOn("stays");
        Hardware first = machine.hardware();
        assertEquals(first.layout(), machine.hardware().layout(), "the layout changes while the machine is on");
        assertEquals(first.buses(), machine.hardware().buses(), "a bus is another object each time, so what was set on it is lost");
    }

    @Test
    void laysMemoryOutInOrder() {
        Hardware hardware = powerOn("layout").hardware();
        List<GuestRange> ram = hardware.memory().ranges();
        for (int i = 0; i < ram.size(); i++) {
            assertTrue(ram.get(i).bytes() > 0, "a range of RAM without bytes");
            assertTrue(i == 0 || ram.get(i - 1).end().compareTo(ram.get(i).start()) <= 0, () -> "ranges of RAM in order, apart: " + ram);
        }
        for (GuestRange reserved : hardware.layout().reserved()) {
            assertTrue(ram.stream().anyMatch(range -> range.contains(reserved)), () -> "reserved " + reserved + " is no RAM");
        }
        assertFalse(hardware.layout().free().isEmpty(), "all RAM is reserved");
    }

    @Test
    void keepsWhatIsWritten() {
        Hardware hardware = powerOn("memory").hardware();
        GuestMemory memory = hardware.memory();
        for (GuestRange free : hardware.layout().free()) {
            for (GuestAddress at : List.of(free.start(), GuestAddress.of(free.end().value() - Math.min(16, free.bytes())))) {
                var bytes = new byte[(int) Math.min(16, free.bytes())];
                new Random(at.value()).nextBytes(bytes);
                memory.at(at, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
                same("what was written at " + at + " stands there", bytes, memory.at(at, bytes.length));
            }
        }
    }

    @Test
    void guardsItsMemory() {
        Hardware hardware = powerOn("bounds").hardware();
        GuestRange last = hardware.memory().ranges().getLast();
        for (GuestRange outside : List.of(new GuestRange(last.end(), 1), GuestRange.of(last.end().value() - 8, 16),
                GuestRange.of(1L << 50, 8))) {
            IndexOutOfBoundsException refused = assertThrows(IndexOutOfBoundsException.class, () -> hardware.memory().at(outside),
                    "reads past a length: memory outside of RAM is given");
            assertTrue(String.valueOf(refused.getMessage()).contains(outside.toString()),
                    "the message tells the range: " + refused.getMessage());
        }
    }

    @Test
    void sharesMemoryWithDevices() {
        Hardware hardware = powerOn("dma").hardware();
        DmaMemory dma = hardware.buses().getFirst().dma();
        var taken = new ArrayList<GuestRange>();
        for (int i = 0; i < 20; i++) {
            GuestRange range = dma.allocate(100 + 700L * i, 1L << i % 13);
            assertEquals(0, range.start().value() % (1L << i % 13), "aligned as asked");
            assertEquals(100 + 700L * i, range.bytes(), "as long as asked");
            assertTrue(range.end().value() <= 1L << 31, () -> range + " is beyond 2 GiB, where devices can't reach");
            assertTrue(hardware.memory().ranges().stream().anyMatch(ram -> ram.contains(range)), () -> range + " is no RAM");
            assertTrue(taken.stream().noneMatch(other -> other.overlaps(range)), () -> range + " was given already");
            same("memory for devices is zeroed", new byte[(int) range.bytes()], dma.memory().at(range));
            taken.add(range);
            hardware.memory().at(range).fill((byte) (i + 1));
        }
        for (int i = 0; i < taken.size(); i++) {
            assertEquals(i + 1, dma.memory().at(taken.get(i)).get(ValueLayout.JAVA_BYTE, 0), "devices see the guest's memory");
        }
    }

    @Test
    void tellsWhenDeviceMemoryIsUsedUp() {
        DmaMemory dma = powerOn("dma-end").hardware().buses().getFirst().dma();
        ToldWell.refuses("more memory for devices than there is", 'M', () -> {
            for (int i = 0; i < LONGEST_ALLOCATIONS; i++) {
                dma.allocate(1 << 20, PAGE);
            }
            return dma;
        });
    }

    @Test
    void twoMachinesAreApart() {
        Machine one = powerOn("one");
        Machine other = powerOn("other");
        GuestAddress at = room(one.hardware().layout());
        one.hardware().memory().at(at, 8).fill((byte) 1);
        other.hardware().memory().at(at, 8).fill((byte) 2);
        assertEquals(1, one.hardware().memory().at(at, 8).get(ValueLayout.JAVA_BYTE, 0),
                "concurrent boots disturbed each other: their memory is one");
        one.close();
        assertEquals(2, other.hardware().memory().at(at, 8).get(ValueLayout.JAVA_BYTE, 0),
                "concurrent boots disturbed each other: one's end ended both");
        DeviceBus bus = other.hardware().buses().getFirst();
        assertTrue(bus.dma().allocate(64, 64).bytes() == 64);
    }

    @Test
    void entersAsItIsTold() {
        Machine machine = powerOn("enter");
        GuestAddress at = room(machine.hardware().layout());
        byte[] code = branchToItself();
        machine.hardware().memory().at(at, code.length).copyFrom(MemorySegment.ofArray(code));
        var entry = new Entry(cpu(at), new EntryContract("contract", List.of()), List.of(new GuestRange(at, PAGE)));
        EnteredMachine entered = machine.enter(entry);
        assertEquals(entry.cpu().entry(), entered.cpu().entry(), "the entry that the CPU was let go at");
        entry.cpu().registers().forEach((name, value) -> assertEquals(value, entered.cpu().register(name), () -> "register " + name));
        same("memory at the entry is what was placed there", code, entered.memory().at(at, code.length));
        assertEquals(!declined().contains(Ability.RUNS), entered instanceof RunningMachine,
                "a machine whose CPU runs gives a RunningMachine, one that declines gives none");
    }

    @Test
    void refusesAnEntryThatBreaksItsContract() {
        Machine machine = powerOn("refuse");
        GuestAddress at = room(machine.hardware().layout());
        byte[] code = branchToItself();
        machine.hardware().memory().at(at, code.length).copyFrom(MemorySegment.ofArray(code));
        var code1 = List.of(new GuestRange(at, PAGE));
        var holds = new EntryContract("contract", List.of(new EntryContract.MemoryHolds(at, List.of((byte) 0x55), "the test says so")));
        ToldWell.refuses("memory that isn't as the contract says", 'M', () -> machine.enter(new Entry(cpu(at), holds, code1)));
        var nowhere = new EntryContract("contract", List.of());
        ToldWell.refuses("an entry outside of the placed code", 'M',
                () -> machine.enter(new Entry(cpu(at), nowhere, List.of(new GuestRange(at.plus(PAGE), PAGE)))));
        Architecture foreign = architecture() == Architecture.S390X ? Architecture.PPC64 : Architecture.S390X;
        ToldWell.refuses("a CPU of another architecture", 'M',
                () -> machine.enter(new Entry(new CpuState(foreign, at, Map.of()), nowhere, code1)));
    }

    @Test
    void refusesWhatItCannotBe() {
        ToldWell.refuses("a bus that no machine has", 'M', () -> keep(provider().powerOn(
                new PowerOn("no-bus", architecture(), new ByteSize(memoryBytes()), "abacus", Optional.empty()))));
        ToldWell.refuses("one byte of memory", 'M', () -> keep(provider().powerOn(request("no-memory", 1))));
        ToldWell.refuses("more memory than any computer has", 'M', () -> keep(provider().powerOn(request("all-memory", 1L << 60))));
    }

    private Machine keep(Machine machine) {
        machines.add(machine);
        return machine;
    }

    @Test
    void closesForGood() throws Exception {
        List<Thread> before = threads("close-for-good");
        Machine machine = powerOn("close-for-good");
        GuestMemory memory = machine.hardware().memory();
        GuestAddress at = room(machine.hardware().layout());
        machine.close();
        machine.close();
        var left = new ArrayList<>(threads("close-for-good"));
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(closing());
        }
        assertEquals(List.of(), left.stream().filter(Thread::isAlive).map(Thread::getName).toList(),
                "ignores close: threads of the machine still run");
        try {
            memory.at(at, 8).get(ValueLayout.JAVA_BYTE, 0);
        } catch (IllegalStateException | StrapworkException e) {
            return;
        }
        throw new AssertionError("ignores close: guest memory can still be read, so it was not given back");
    }

    @Test
    void keepsInterruptsOfItsThread() throws Exception {
        Limit.within(60, "powerOn does not return once its thread was interrupted", () -> {
            Thread.currentThread().interrupt();
            try {
                powerOn("interrupted");
            } catch (StrapworkException e) {
                ToldWell.check(e, 'M');
            }
            assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return or throw");
            return true;
        });
    }

    @Test
    void givesANewMachineEachTime() {
        MachineProvider provider = provider();
        Machine one = keep(provider.powerOn(request("first", memoryBytes())));
        GuestAddress at = room(one.hardware().layout());
        one.hardware().memory().at(at, 8).fill((byte) 7);
        one.close();
        Machine other = keep(provider.powerOn(request("second", memoryBytes())));
        assertNotEquals(7, other.hardware().memory().at(at, 8).get(ValueLayout.JAVA_BYTE, 0),
                "a new machine has the memory of the one before");
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(provider());
        StaticState.none(powerOn("static"));
    }
}
