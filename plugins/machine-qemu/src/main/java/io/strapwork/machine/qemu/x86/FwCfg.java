package io.strapwork.machine.qemu.x86;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.qemu.process.Qtest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** QEMU's firmware configuration device by DMA (docs/specs/fw_cfg.txt). */
final class FwCfg {
    /** @param selector of the item */
    record Item(int selector, long bytes) {}

    private static final int DIRECTORY = 0x19;
    private static final int NAME_BYTES = 56;
    private static final int ENTRY_BYTES = 64;
    private static final int MOST_FILES = 1000;
    private static final int READ = 2;
    private static final int SKIP = 4;
    private static final int SELECT = 8;
    private static final int WRITE = 16;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Qtest qtest;
    private final GuestMemory memory;
    private final GuestAddress control;
    private final GuestAddress buffer;
    private final long bufferBytes;

    /** @param scratch guest memory for control block and small items, to the end of which there are {@code bytes} */
    FwCfg(Qtest qtest, GuestMemory memory, GuestAddress scratch, long bytes) {
        this.qtest = qtest;
        this.memory = memory;
        this.control = scratch;
        this.buffer = scratch.plus(ENTRY_BYTES);
        this.bufferBytes = bytes - ENTRY_BYTES;
    }

    private void transfer(long operation, long bytes, GuestAddress at) {
        MemorySegment block = memory.at(control, 16);
        block.set(U32, 0, (int) operation);
        block.set(U32, 4, (int) bytes);
        block.set(U64, 8, at.value());
        qtest.command("outl 0x514 0x" + Integer.toHexString(Integer.reverseBytes((int) (control.value() >>> 32))));
        qtest.command("outl 0x518 0x" + Integer.toHexString(Integer.reverseBytes((int) control.value())));
        if (block.get(U32, 0) != 0) {
            throw broken("transfer ended with " + Integer.toHexString(block.get(U32, 0)));
        }
    }

    /** Copies an item's first bytes to guest memory. */
    void read(int selector, long bytes, GuestAddress to) {
        transfer((long) selector << 16 | SELECT | READ, bytes, to);
    }

    /** A small item's bytes. */
    byte[] read(Item item) {
        if (item.bytes() > bufferBytes) {
            throw broken("an item of " + item.bytes() + " bytes is too long");
        }
        read(item.selector(), item.bytes(), buffer);
        return memory.at(buffer, item.bytes()).toArray(ValueLayout.JAVA_BYTE);
    }

    void write(Item item, long offset, byte[] bytes) {
        transfer((long) item.selector() << 16 | SELECT | SKIP, offset, buffer);
        MemorySegment.copy(bytes, 0, memory.at(buffer, bytes.length), ValueLayout.JAVA_BYTE, 0, bytes.length);
        transfer(WRITE, bytes.length, buffer);
    }

    /** All files by their names. */
    Map<String, Item> files() {
        int count = MemorySegment.ofArray(read(new Item(DIRECTORY, 4))).get(U32, 0);
        if (count < 0 || count > MOST_FILES) {
            throw broken("the directory has " + Integer.toUnsignedString(count) + " files");
        }
        MemorySegment directory = MemorySegment.ofArray(read(new Item(DIRECTORY, 4 + (long) ENTRY_BYTES * count)));
        var files = new HashMap<String, Item>();
        for (int i = 0; i < count; i++) {
            long at = 4 + (long) ENTRY_BYTES * i;
            files.put(text(directory, at + 8),
                    new Item(Short.toUnsignedInt(directory.get(U16, at + 4)), Integer.toUnsignedLong(directory.get(U32, at))));
        }
        return files;
    }

    /** A name of up to 56 bytes. */
    static String text(MemorySegment bytes, long at) {
        byte[] name = bytes.asSlice(at, NAME_BYTES).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.ISO_8859_1);
    }

    static RuntimeException broken(String what) {
        return new Problem("SW-M230", Blame.HOST, "fw_cfg", "QEMU's firmware configuration can't be used: " + what,
                "Strapwork is tested with QEMU 7.2; check the log with --verbose").asException();
    }
}
