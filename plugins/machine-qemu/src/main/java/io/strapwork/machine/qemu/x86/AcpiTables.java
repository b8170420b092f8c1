package io.strapwork.machine.qemu.x86;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.qemu.x86.FwCfg.Item;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Executes the linker script that QEMU gives firmware for its ACPI tables (hw/acpi/bios-linker-loader.c): allocate, add pointer, add checksum, write pointer. */
final class AcpiTables {
    private static final int COMMAND_BYTES = 128;
    private static final int ALLOCATE = 1;
    private static final int ADD_POINTER = 2;
    private static final int ADD_CHECKSUM = 3;
    private static final int WRITE_POINTER = 4;
    private static final int SECOND_NAME = 60;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final FwCfg config;
    private final Map<String, Item> files;
    private final GuestMemory memory;
    private final GuestRange room;
    private final Map<String, GuestRange> placed = new HashMap<>();
    private GuestAddress next;

    private AcpiTables(FwCfg config, GuestMemory memory, GuestRange room) {
        this.config = config;
        this.files = config.files();
        this.memory = memory;
        this.room = room;
        this.next = room.start();
    }

    /**
     * Puts the tables into guest memory.
     *
     * @param room where they go
     * @return where the root pointer (RSDP) is
     */
    static GuestAddress place(FwCfg config, GuestMemory memory, GuestRange room) {
        var tables = new AcpiTables(config, memory, room);
        MemorySegment script = MemorySegment.ofArray(config.read(tables.file("etc/table-loader")));
        for (long at = 0; at + COMMAND_BYTES <= script.byteSize(); at += COMMAND_BYTES) {
            tables.execute(script.asSlice(at, COMMAND_BYTES));
        }
        return tables.range("etc/acpi/rsdp").start();
    }

    private void execute(MemorySegment command) {
        switch (command.get(U32, 0)) {
            case 0 -> {
            }
            case ALLOCATE -> allocate(FwCfg.text(command, 4), Integer.toUnsignedLong(command.get(U32, SECOND_NAME)));
            case ADD_POINTER -> {
                GuestRange target = range(FwCfg.text(command, SECOND_NAME));
                MemorySegment field = field(FwCfg.text(command, 4), command.get(U32, 116), command.get(ValueLayout.JAVA_BYTE, 120));
                put(field, get(field) + target.start().value());
            }
            case ADD_CHECKSUM -> checksum(FwCfg.text(command, 4), command.get(U32, 60), command.get(U32, 64), command.get(U32, 68));
            case WRITE_POINTER -> {
                long value = range(FwCfg.text(command, SECOND_NAME)).start().value() + Integer.toUnsignedLong(command.get(U32, 120));
                var bytes = new byte[size(command.get(ValueLayout.JAVA_BYTE, 124))];
                put(MemorySegment.ofArray(bytes), value);
                config.write(file(FwCfg.text(command, 4)), Integer.toUnsignedLong(command.get(U32, 116)), bytes);
            }
            default -> throw FwCfg.broken("the table script has a command " + Integer.toUnsignedString(command.get(U32, 0)));
        }
    }

    private void allocate(String name, long alignment) {
        Item item = file(name);
        if (Long.bitCount(alignment) != 1 || alignment > room.bytes()) {
            throw FwCfg.broken("the table script wants " + name + " aligned to " + alignment);
        }
        var range = new GuestRange(next.alignUp(alignment), item.bytes());
        if (!room.contains(range)) {
            throw FwCfg.broken("the tables do not fit into " + room);
        }
        config.read(item.selector(), item.bytes(), range.start());
        placed.put(name, range);
        next = range.end();
    }

    private void checksum(String name, int at, int start, int length) {
        GuestRange range = range(name);
        MemorySegment file = memory.at(range);
        if (Integer.toUnsignedLong(start) + Integer.toUnsignedLong(length) > range.bytes()) {
            throw FwCfg.broken("the table script sums beyond " + name);
        }
        MemorySegment result = field(name, at, (byte) 1);
        byte sum = 0;
        for (byte one : file.asSlice(Integer.toUnsignedLong(start), Integer.toUnsignedLong(length)).toArray(ValueLayout.JAVA_BYTE)) {
            sum += one;
        }
        result.set(ValueLayout.JAVA_BYTE, 0, (byte) (result.get(ValueLayout.JAVA_BYTE, 0) - sum));
    }

    private MemorySegment field(String name, int offset, byte size) {
        GuestRange range = range(name);
        long at = Integer.toUnsignedLong(offset);
        if (at + size(size) > range.bytes()) {
            throw FwCfg.broken("the table script points beyond " + name);
        }
        return memory.at(range.start().plus(at), size(size));
    }

    private static int size(byte size) {
        if (size != 1 && size != 2 && size != 4 && size != 8) {
            throw FwCfg.broken("the table script has a pointer of " + size + " bytes");
        }
        return size;
    }

    private static long get(MemorySegment field) {
        long value = 0;
        for (long i = field.byteSize() - 1; i >= 0; i--) {
            value = value << 8 | field.get(ValueLayout.JAVA_BYTE, i) & 0xff;
        }
        return value;
    }

    private static void put(MemorySegment field, long value) {
        for (int i = 0; i < field.byteSize(); i++) {
            field.set(ValueLayout.JAVA_BYTE, i, (byte) (value >>> 8 * i));
        }
    }

    private Item file(String name) {
        Item item = files.get(name);
        if (item == null) {
            throw FwCfg.broken("there is no file " + name);
        }
        return item;
    }

    private GuestRange range(String name) {
        GuestRange range = placed.get(name);
        if (range == null) {
            throw FwCfg.broken("the table script uses " + name + " before it is placed");
        }
        return range;
    }
}
