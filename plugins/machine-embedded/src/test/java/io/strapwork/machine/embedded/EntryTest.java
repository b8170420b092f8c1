package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.Condition;
import io.strapwork.api.machine.EntryContract.MemoryHolds;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final List<Byte> MAGIC = List.of((byte) 'S', (byte) '3', (byte) '9', (byte) '0');

    private static Entry entry(Architecture architecture, long at, Map<String, Long> registers, Condition... conditions) {
        return new Entry(new CpuState(architecture, GuestAddress.of(at), registers), new EntryContract("linux-test", List.of(conditions)),
                List.of(GuestRange.of(0x10000, 0x10000)));
    }

    @Test
    void goodEntriesGiveASnapshot() {
        try (var machine = TestMachine.ccw()) {
            CcwPlayer player = machine.ccwPlayer(2);
            player.bringUp(0);
            player.status(0);
            player.put(0x10008, new byte[]{'S', '3', '9', '0'});
            EnteredMachine entered = machine.machine.enter(entry(Architecture.S390X, 0x10000,
                    Map.of("psw.mask", 0x1_8000_0000L, "psw.address", 0x10000L, "r2", 0x10008L),
                    new RegisterIs("psw.mask", 0x1_8000_0000L, 0x1_8000_0000L, "64-bit mode"),
                    new RegisterPointsTo("r2", 8, MAGIC, "magic"),
                    new MemoryHolds(GuestAddress.of(0x10008), MAGIC, "magic")));
            assertEquals(0x10000, entered.cpu().entry().value());
            assertEquals((byte) 'S', entered.memory().at(GuestAddress.of(0x10008), 1).get(ValueLayout.JAVA_BYTE, 0));
            assertTrue(machine.network.closed);
            var golden = new Golden("after-entry.txt");
            golden.check("bus used", () -> player.readStatus());
            golden.check("memory asked for", () -> player.allocate(1, 1));
            golden.check("entered again", () -> machine.machine.enter(entry(Architecture.S390X, 0x10000, Map.of())));
            machine.machine.close();
            machine.machine.close();
            golden.check("bus used when closed", () -> player.css.execute(IoInstruction.CSCH, CcwPlayer.CARD, GuestAddress.of(0)));
            golden.end();
            assertThrows(IllegalStateException.class, () -> entered.memory().at(GuestAddress.of(0), 1).get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @Test
    void everyBrokenConditionIsToldAtOnce() {
        var golden = new Golden("entry.txt");
        try (var machine = TestMachine.ccw()) {
            CcwPlayer player = machine.ccwPlayer(2);
            player.bringUp(0);
            player.put(0x10000, new byte[]{1, 2, 3, 4});
            check(golden, "all at once", machine, entry(Architecture.S390X, 0x20001, Map.of("psw.mask", 0x1_8000_0000L),
                    new RegisterIs("r2", 0xff, 0x12, "r2 tells the device"),
                    new RegisterIs("psw.mask", 0x1_8000_0000L, 0x8000_0000L, "31-bit mode"),
                    new MemoryHolds(GuestAddress.of(0x10000), MAGIC, "the image's magic")));
            player.status(0);
            check(golden, "entry outside RAM", machine,
                    new Entry(new CpuState(Architecture.S390X, GuestAddress.of(64 << 20), Map.of("psw.mask", 0x1_8000_0000L)),
                            new EntryContract("linux-test", List.of()), List.of(GuestRange.of(64 << 20, 16))));
            check(golden, "entry at the end of addresses", machine,
                    new Entry(new CpuState(Architecture.S390X, GuestAddress.of(Long.MAX_VALUE - 1), Map.of("psw.mask", 0x1_8000_0000L)),
                            new EntryContract("linux-test", List.of()), List.of()));
            check(golden, "another architecture", machine, entry(Architecture.PPC64, 0x10000, Map.of()));
            check(golden, "unknown register", machine, entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L, "eax", 1L)));
            check(golden, "counter and entry differ", machine,
                    entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L, "psw.address", 0x10002L)));
            check(golden, "bad addressing mode", machine, entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_0000_0000L)));
            check(golden, "pointer not aligned", machine,
                    entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L, "r2", 0x10001L),
                            new RegisterPointsTo("r2", 8, List.of(), "an aligned thing")));
            check(golden, "pointer outside RAM", machine, entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L, "r2", -8L),
                    new RegisterPointsTo("r2", 8, List.of(), "a thing")));
            check(golden, "pointer to other bytes", machine,
                    entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L, "r2", 0x10000L),
                            new RegisterPointsTo("r2", 8, MAGIC, "a device tree")));
            check(golden, "pointer to bytes outside RAM", machine,
                    entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L, "r2", (64L << 20) - 2),
                            new RegisterPointsTo("r2", 1, MAGIC, "a thing")));
            check(golden, "bytes outside RAM", machine, entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L),
                    new MemoryHolds(GuestAddress.of(Long.MAX_VALUE), MAGIC, "nowhere")));
            machine.machine.enter(entry(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x1_8000_0000L)));
        }
        golden.end();
    }

    @Test
    void addressingModesBoundTheEntry() {
        var golden = new Golden("entry-mode.txt");
        try (var machine = new TestMachine(Architecture.S390X, "ccw", "3GiB", EmbeddedOptions.standard())) {
            var code = List.of(GuestRange.of(0, 3L << 30));
            check(golden, "31-bit", machine,
                    new Entry(new CpuState(Architecture.S390X, GuestAddress.of(1L << 31), Map.of("psw.mask", 0x8000_0000L)),
                            new EntryContract("linux-test", List.of()), code));
            check(golden, "24-bit", machine, new Entry(new CpuState(Architecture.S390X, GuestAddress.of(1L << 24), Map.of()),
                    new EntryContract("linux-test", List.of()), code));
            machine.machine
                    .enter(new Entry(new CpuState(Architecture.S390X, GuestAddress.of((1L << 31) - 2), Map.of("psw.mask", 0x8000_0000L)),
                            new EntryContract("linux-test", List.of()), code));
        }
        golden.end();
    }

    @Test
    void aFaultThatNobodyHeardOfStopsTheJump() {
        var golden = new Golden("entry-fault.txt");
        try (var machine = TestMachine.pci()) {
            PciPlayer player = machine.pciPlayer();
            player.bringUp(0);
            player.rx.descriptor(0, 1, 0, 2, 0);
            player.rx.add(0);
            machine.network.deliver(new byte[60]);
            check(golden, "unheard", machine, entry(Architecture.PPC64, 0x10000, Map.of()));
        }
        golden.end();
    }

    private static void check(Golden golden, String name, TestMachine machine, Entry entry) {
        golden.check(name, assertThrows(StrapworkException.class, () -> machine.machine.enter(entry), name).problems());
    }
}
