package io.strapwork.machine.qemu.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.qemu.fake.QtestDouble;
import io.strapwork.machine.qemu.fake.TestRam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The linker script of QEMU's tables, and one that lies. */
@Timeout(600)
class AcpiTablesTests {
    private static final GuestRange ROOM = GuestRange.of(0x100000, 0x10000);
    private final TestRam ram = TestRam.of(2 << 20);
    private final FwCfgDouble device = new FwCfgDouble(ram);
    private final List<byte[]> script = new ArrayList<>();

    private static ByteBuffer command(int type, String first) {
        var command = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN).putInt(type);
        command.put(first.getBytes(StandardCharsets.ISO_8859_1)).position(60);
        return command;
    }

    private AcpiTablesTests allocate(String name, int alignment) {
        script.add(command(1, name).putInt(alignment).put((byte) 1).array());
        return this;
    }

    private AcpiTablesTests pointer(String in, String to, int at, int size) {
        ByteBuffer command = command(2, in);
        command.put(to.getBytes(StandardCharsets.ISO_8859_1)).position(116);
        script.add(command.putInt(at).put((byte) size).array());
        return this;
    }

    private AcpiTablesTests checksum(String name, int at, int start, int length) {
        script.add(command(3, name).putInt(at).putInt(start).putInt(length).array());
        return this;
    }

    private AcpiTablesTests write(String in, String to, int at, int from, int size) {
        ByteBuffer command = command(4, in);
        command.put(to.getBytes(StandardCharsets.ISO_8859_1)).position(116);
        script.add(command.putInt(at).putInt(from).put((byte) size).array());
        return this;
    }

    private byte[] joined() {
        var all = ByteBuffer.allocate(128 * script.size());
        script.forEach(all::put);
        return all.array();
    }

    private GuestAddress place() {
        device.file("etc/table-loader", joined()).ready();
        return run();
    }

    private GuestAddress run() {
        try (var qemu = new QtestDouble(device, Duration.ofSeconds(30))) {
            return AcpiTables.place(new FwCfg(qemu.qtest(), ram, GuestAddress.of(0x8000), 0x8000), ram, ROOM);
        }
    }

    private String told() {
        return assertThrows(StrapworkException.class, this::place).getMessage();
    }

    private AcpiTablesTests files() {
        var random = new Random(1);
        var tables = new byte[300];
        random.nextBytes(tables);
        device.file("etc/acpi/rsdp", new byte[20]).file("etc/acpi/tables", tables).file("etc/hardware-errors", new byte[16]);
        return this;
    }

    @Test
    void executesAllCommands() {
        files().allocate("etc/acpi/tables", 64).allocate("etc/acpi/rsdp", 16).pointer("etc/acpi/rsdp", "etc/acpi/tables", 16, 4)
                .checksum("etc/acpi/rsdp", 8, 0, 20).write("etc/hardware-errors", "etc/acpi/tables", 8, 4, 8);
        script.add(new byte[128]);
        assertEquals(GuestAddress.of(0x100130), place());
        assertEquals(0x100000, ram.bytes().get(ValueLayout.JAVA_INT_UNALIGNED, 0x100130 + 16));
        byte sum = 0;
        for (byte one : ram.bytes().asSlice(0x100130, 20).toArray(ValueLayout.JAVA_BYTE)) {
            sum += one;
        }
        assertEquals(0, sum);
        assertEquals(0x100004, MemorySegment.ofArray(device.files.get("etc/hardware-errors")).get(ValueLayout.JAVA_LONG_UNALIGNED, 8));
        assertArrayEquals(device.files.get("etc/acpi/tables"), ram.bytes().asSlice(0x100000, 300).toArray(ValueLayout.JAVA_BYTE));
    }

    private static final String BROKEN = "SW-M230 fw_cfg QEMU's firmware configuration can't be used: ";

    @Test
    void whatIsWrongWithAScriptIsTold() {
        assertEquals(BROKEN + "there is no file etc/table-loader", assertThrows(StrapworkException.class, () -> {
            device.ready();
            run();
        }).getMessage());
        assertEquals(BROKEN + "the table script has a command 77",
                new AcpiTablesTests().with(test -> test.script.add(command(77, "x").array())).told());
        assertEquals(BROKEN + "there is no file other", new AcpiTablesTests().with(test -> test.allocate("other", 1)).told());
        assertEquals(BROKEN + "the table script wants etc/acpi/rsdp aligned to 3",
                new AcpiTablesTests().with(test -> test.files().allocate("etc/acpi/rsdp", 3)).told());
        assertEquals(BROKEN + "the table script uses etc/acpi/rsdp before it is placed",
                new AcpiTablesTests().with(test -> test.files().pointer("etc/acpi/rsdp", "etc/acpi/rsdp", 0, 4)).told());
        assertEquals(BROKEN + "the table script points beyond etc/acpi/rsdp", new AcpiTablesTests()
                .with(test -> test.files().allocate("etc/acpi/rsdp", 1).pointer("etc/acpi/rsdp", "etc/acpi/rsdp", 17, 4)).told());
        assertEquals(BROKEN + "the table script has a pointer of 3 bytes", new AcpiTablesTests()
                .with(test -> test.files().allocate("etc/acpi/rsdp", 1).pointer("etc/acpi/rsdp", "etc/acpi/rsdp", 0, 3)).told());
        assertEquals(BROKEN + "the table script sums beyond etc/acpi/rsdp", new AcpiTablesTests()
                .with(test -> test.files().allocate("etc/acpi/rsdp", 1).checksum("etc/acpi/rsdp", 0, -1, 2)).told());
        assertEquals(BROKEN + "the tables do not fit into [0x100000, 0x110000)", new AcpiTablesTests().with(test -> {
            test.files();
            for (int i = 0; i < 3; i++) {
                test.allocate("etc/acpi/tables", 0x8000);
            }
        }).told());
        assertEquals(BROKEN + "transfer ended with 1", new AcpiTablesTests().with(test -> test.device.fails = true).told());
    }

    private AcpiTablesTests with(java.util.function.Consumer<AcpiTablesTests> change) {
        change.accept(this);
        return this;
    }

    @Test
    void anEndlessDirectoryIsNotRead() {
        device.ready();
        for (int count : new int[]{-1, 1001, Integer.MAX_VALUE}) {
            device.items.put(0x19, ByteBuffer.allocate(4).putInt(count).array());
            assertEquals(BROKEN + "the directory has " + Integer.toUnsignedString(count) + " files",
                    assertThrows(StrapworkException.class, this::run).getMessage());
        }
        device.items.put(0x19, ByteBuffer.allocate(4).putInt(900).array());
        assertEquals(BROKEN + "an item of 57604 bytes is too long", assertThrows(StrapworkException.class, this::run).getMessage());
    }

    /** Whatever the script says, only its problem may come out, and nothing outside of the room and the scratch memory is written. */
    @Test
    void mutatedScriptsNeverLeaveTheirRoom() {
        files().allocate("etc/acpi/tables", 64).allocate("etc/acpi/rsdp", 16).pointer("etc/acpi/rsdp", "etc/acpi/tables", 16, 4)
                .checksum("etc/acpi/rsdp", 8, 0, 20).write("etc/hardware-errors", "etc/acpi/tables", 8, 4, 8);
        byte[] good = joined();
        device.file("etc/table-loader", good.clone()).ready();
        byte[] directory = device.items.get(0x19).clone();
        var random = new Random(20261122);
        int refused = 0;
        try (var qemu = new QtestDouble(device, Duration.ofSeconds(30))) {
            var config = new FwCfg(qemu.qtest(), ram, GuestAddress.of(0x8000), 0x8000);
            for (int run = 0; run < 1500; run++) {
                byte[] loader = device.files.get("etc/table-loader");
                System.arraycopy(good, 0, loader, 0, good.length);
                device.items.put(0x19, directory.clone());
                for (int i = random.nextInt(4); i >= 0; i--) {
                    byte[] victim = random.nextInt(4) == 0 ? device.items.get(0x19) : loader;
                    victim[random.nextInt(victim.length)] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
                }
                try {
                    assertTrue(ROOM.contains(AcpiTables.place(config, ram, ROOM)));
                } catch (StrapworkException e) {
                    assertEquals("SW-M230", e.problems().getFirst().code());
                    refused++;
                }
            }
        }
        assertTrue(refused > 100 && refused < 1500, Integer.toString(refused));
        assertEquals(-1, ram.bytes().asSlice(0, 0x8000).mismatch(MemorySegment.ofArray(new byte[0x8000])));
        assertEquals(-1, ram.bytes().asSlice(0x10000, 0xf0000).mismatch(MemorySegment.ofArray(new byte[0xf0000])));
        assertEquals(-1, ram.bytes().asSlice(0x110000).mismatch(MemorySegment.ofArray(new byte[0xf0000])));
    }
}
