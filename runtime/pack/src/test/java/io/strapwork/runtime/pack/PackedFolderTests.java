package io.strapwork.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.runtime.walk.PlacedBoot;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a placed boot, by its architecture and registers. */
class PackedFolderTests {
    @TempDir
    private Path folder;

    /** 1 MiB at 0. */
    private record Ram(byte[] bytes) implements GuestMemory {
        Ram() {
            this(new byte[1 << 20]);
        }

        @Override
        public List<GuestRange> ranges() {
            return List.of(GuestRange.of(0, bytes.length));
        }

        @Override
        public MemorySegment at(GuestRange range) {
            return MemorySegment.ofArray(bytes).asSlice(range.start().value(), range.bytes());
        }

        ByteBuffer little() {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static PlacedBoot boot(Architecture architecture, long entry, Map<String, Long> registers, Ram ram,
            PlacedBoot.Range... ranges) {
        return new PlacedBoot("test", architecture, new CpuState(architecture, GuestAddress.of(entry), registers), "test", List.of(ranges),
                ram,
                Optional.empty());
    }

    private static PlacedBoot.Range range(String name, long at, long memory, long bytes) {
        return new PlacedBoot.Range(name, GuestRange.of(at, memory), bytes);
    }

    private static String refusal(PlacedBoot boot) {
        return assertThrows(StrapworkException.class, () -> PackedFolder.bundle(boot)).problems().getFirst().code();
    }

    @Test
    void s390x() throws Exception {
        var ram = new Ram();
        ram.bytes()[0x10000] = 7;
        PlacedBoot boot = boot(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x180000000L, "psw.address", 0x10000L, "r2", 5L), ram,
                range("initrd", 0x50000, 10, 10), range("kernel", 0x10000, 0x2000, 0x1000), range("none", 0x60000, 0, 0));
        new PackedFolder(folder).write(boot);
        byte[] file = Files.readAllBytes(folder.resolve("bundle"));
        Bundle bundle = BundleView.parse(MemorySegment.ofArray(file), Architecture.S390X);
        assertEquals(List.of(0x180000000L, 0x10000L, 0L, 0L, 5L), bundle.values().subList(0, 5));
        assertEquals(List.of(GuestRange.of(0x10000, 0x2000), GuestRange.of(0x50000, 10)),
                bundle.parts().stream().map(Bundle.Part::at).toList());
        assertEquals(7, bundle.parts().getFirst().bytes().get(ValueLayout.JAVA_BYTE, 0));
        assertArrayEquals(Shims.read(Architecture.S390X), Files.readAllBytes(folder.resolve("shim")));
        assertEquals(List.of("* test", "shim 0x00000000", "bundle.place 0x00010408", "bundle 0x00800000"),
                Files.readAllLines(folder.resolve("boot.ins")));
        ByteBuffer place = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("bundle.place")));
        assertEquals(0x800000, place.getLong());
        assertEquals(file.length, place.getLong());
        assertTrue(Files.readString(folder.resolve("START.md")).contains("kexec -l shim --initrd=bundle"));
        assertEquals("SW-H701", refusal(boot(Architecture.S390X, 0x10000, Map.of("psw.address", 0x10000L, "cr0", 1L), ram)));
    }

    @Test
    void x86ByWhatItsRegistersPointTo() {
        var ram = new Ram();
        ram.little().putInt(0x90000 + 0x202, 0x53726448).putInt(0x91000, 0x336ec578);
        PlacedBoot.Range page = range("zero-page", 0x90000, 0x1000, 0x1000);
        PlacedBoot.Range info = range("start-info", 0x91000, 0x100, 0x100);
        assertEquals(EntryKind.LINUX_64,
                PackedFolder.bundle(boot(Architecture.X86_64, 0x200, Map.of("rip", 0x200L, "rsi", 0x90000L), ram, page, info)).kind());
        Bundle pvh = PackedFolder
                .bundle(boot(Architecture.X86_64, 0x200, Map.of("rip", 0x200L, "rbx", 0x91000L, "cr0", 0x11L), ram, page, info));
        assertEquals(EntryKind.PVH, pvh.kind());
        assertEquals(List.of(0x200L, 0x91000L), pvh.values());
        assertEquals(EntryKind.MULTIBOOT,
                PackedFolder.bundle(boot(Architecture.X86_64, 0x200, Map.of("rax", 0x2badb002L, "rbx", 0x91000L), ram, info)).kind());
        assertEquals(EntryKind.MULTIBOOT2,
                PackedFolder.bundle(boot(Architecture.X86_64, 0x200, Map.of("rax", 0x36d76289L, "rbx", 0x91000L), ram, info)).kind());
        assertEquals("SW-H701", refusal(boot(Architecture.X86_64, 0x200, Map.of("rsi", 0x91000L), ram, page, info)));
        assertEquals("SW-H701", refusal(boot(Architecture.X86_64, 0x200, Map.of("rsi", -1L), ram, page, info)));
        assertEquals("SW-H701", refusal(boot(Architecture.X86_64, 0x200, Map.of("rsi", 0x90000L, "rdi", 1L), ram, page)));
    }

    @Test
    void ppc64WithoutTheTreeOfThisMachine() {
        var ram = new Ram();
        byte[] tree = new DeviceTree(DeviceNode.of("").with(List.of(DeviceNode.of("chosen", DeviceProperty.text("bootargs", "console=hvc0"),
                DeviceProperty.wide("linux,initrd-start", 0x50000), DeviceProperty.wide("linux,initrd-end", 0x50100)))), List.of(), 0)
                .flatten();
        System.arraycopy(tree, 0, ram.bytes(), 0x80000, tree.length);
        Bundle bundle = PackedFolder
                .bundle(boot(Architecture.PPC64, 0x10000, Map.of("msr", 0x8000000000001000L, "r3", 0x80000L, "r4", 0x10000L),
                        ram, range("kernel", 0x10000, 0x1000, 0x1000), range("tree", 0x80000, 0x1000, tree.length),
                        range("initrd", 0x50000, 0x100, 0x100)));
        assertEquals(EntryKind.DEVICE_TREE, bundle.kind());
        assertEquals(List.of(0x10000L, 0x50000L, 0x100L, 0x10000L), bundle.values());
        assertEquals("console=hvc0", bundle.line());
        assertEquals(2, bundle.parts().size());
        assertEquals("SW-H701", refusal(boot(Architecture.PPC64, 0, Map.of("r3", 0L), ram)));
    }

    @Test
    void aTreeWithMalformedNumbersHasNoInitrd() {
        var ram = new Ram();
        byte[] tree = new DeviceTree(
                DeviceNode.of("").with(List.of(DeviceNode.of("chosen", DeviceProperty.bytes("linux,initrd-start", (byte) 1),
                        DeviceProperty.bytes("linux,initrd-end", new byte[3])))),
                List.of(), 0).flatten();
        System.arraycopy(tree, 0, ram.bytes(), 0x80000, tree.length);
        Bundle bundle = PackedFolder.bundle(boot(Architecture.PPC64, 0x10000, Map.of("msr", 0x8000000000001000L, "r3", 0x80000L), ram,
                range("kernel", 0x10000, 0x1000, 0x1000), range("tree", 0x80000, 0x1000, tree.length)));
        assertEquals(List.of(0x10000L, 0L, 0L, 0L), bundle.values());
    }

    @Test
    void tooManyPieces() {
        var ranges = new ArrayList<PlacedBoot.Range>();
        for (int i = 0; i < 97; i++) {
            ranges.add(range("piece", 0x10000 + 16L * i, 16, 16));
        }
        assertEquals("SW-H703", refusal(
                boot(Architecture.S390X, 0x10000, Map.of("psw.mask", 0x180000000L), new Ram(), ranges.toArray(PlacedBoot.Range[]::new))));
    }

    @Test
    void aFolderThatIsAFile() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        var packed = new PackedFolder(file);
        assertEquals("SW-H702", assertThrows(StrapworkException.class, packed::create).problems().getFirst().code());
    }
}
