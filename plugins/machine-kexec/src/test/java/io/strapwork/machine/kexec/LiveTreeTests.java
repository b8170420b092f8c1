package io.strapwork.machine.kexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.Machine;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.machine.kexec.KexecOptions.Jump;
import io.strapwork.machine.kexec.KexecOptions.Load;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On ppc64 the running tree tells what is in use, with or without a flattened one. */
class LiveTreeTests {
    @TempDir
    private Path root;

    private void put(String file, byte... bytes) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private static byte[] cells(int... cells) {
        var bytes = ByteBuffer.allocate(4 * cells.length);
        for (int cell : cells) {
            bytes.putInt(cell);
        }
        return bytes.array();
    }

    private Machine machine() {
        return new KexecProvider(new KexecOptions(Jump.REBOOT, true, Load.AUTO, Optional.empty()), (_, _) -> {})
                .powerOn(new HostLinux(root, Architecture.PPC64), new NativeCalls(Architecture.PPC64));
    }

    @Test
    void withoutAFlattenedOneRtasIsKnown() throws IOException {
        put("proc/device-tree/name", (byte) 0);
        put("proc/device-tree/memory@0/reg", cells(0, 0, 0, 0x40000000));
        put("proc/device-tree/memory@0/name", "memory\0".getBytes(StandardCharsets.US_ASCII));
        put("proc/device-tree/rtas/linux,rtas-base", cells(0x2fff0000));
        put("proc/device-tree/rtas/rtas-size", cells(0x1000));
        put("proc/device-tree/reserved-memory/#address-cells", cells(2));
        put("proc/device-tree/reserved-memory/#size-cells", cells(2));
        put("proc/device-tree/reserved-memory/one@30000000/reg", cells(0, 0x30000000, 0, 0x8000));
        try (Machine machine = machine()) {
            assertEquals(List.of(GuestRange.of(0x2fff0000, 0x20000)), machine.hardware().layout().reserved());
            DeviceTree next = FdtView.parse(machine.facts().deviceTree().orElseThrow());
            assertEquals("", next.root().name());
            DeviceNode memory = next.root().child("memory@0").orElseThrow();
            assertEquals(Optional.of(DeviceProperty.cells("reg", 0, 0, 0, 0x40000000)), memory.property("reg"));
            assertTrue(memory.property("name").isEmpty(), "flattened trees have none");
        }
    }

    @Test
    void reservedNodesOfTheFlattenedOneAreKept() throws IOException {
        put("proc/device-tree/memory@0/reg", cells(0, 0, 0, 0x40000000));
        DeviceNode reserved = DeviceNode
                .of("reserved-memory", DeviceProperty.cells("#address-cells", 2), DeviceProperty.cells("#size-cells", 2))
                .with(List.of(DeviceNode.of("fixed@100000", DeviceProperty.wide("reg", 0x100000, 0x100)),
                        DeviceNode.of("pool", DeviceProperty.wide("size", 0x100000))));
        put("sys/firmware/fdt",
                new DeviceTree(DeviceNode.of("").with(List.of(reserved)), List.of(GuestRange.of(0x3fff0000, 0x10000)), 0).flatten());
        try (Machine machine = machine()) {
            assertEquals(List.of(GuestRange.of(0x100000, 0x10000), GuestRange.of(0x3fef0000, 0x110000)),
                    machine.hardware().layout().reserved());
        }
    }

    @Test
    void whatNoComputerHasIsNoTree() throws IOException {
        assertTrue(LiveTree.in(root.resolve("nowhere")).isEmpty());
        put("deep" + "/a".repeat(31) + "/property", (byte) 1);
        assertTrue(LiveTree.in(root.resolve("deep")).isPresent());
        put("deep" + "/a".repeat(32) + "/property", (byte) 1);
        assertTrue(LiveTree.in(root.resolve("deep")).isEmpty());
        Files.createSymbolicLink(Files.createDirectories(root.resolve("linked")).resolve("self"), root.resolve("linked"));
        assertEquals(DeviceNode.of(""), LiveTree.in(root.resolve("linked")).orElseThrow().root());
    }
}
