package io.strapwork.handoff.linux;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MachineFacts.Kind;
import io.strapwork.api.machine.MachineFacts.MemoryMapEntry;
import io.strapwork.api.machine.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code struct boot_params} (Linux: arch/x86/include/uapi/asm/bootparam.h): 4 KiB that tell an x86 kernel all it has to know. */
final class ZeroPage {
    static final int BYTES = 0x1000;
    /** Of {@code HdrS}. */
    static final long MAGIC_AT = 0x202;
    private static final long HEADER = 0x1f1;
    private static final long HEADER_LENGTH_BYTE = 0x201;
    private static final long RSDP = 0x070;
    private static final long MAP_COUNT = 0x1e8;
    private static final long MAP = 0x2d0;
    private static final int MAP_ENTRY_BYTES = 20;
    private static final int MAP_ENTRIES = 128;
    private static final long LOADER_TYPE = 0x210;
    private static final long LOAD_FLAGS = 0x211;
    private static final long INITRD = 0x218;
    private static final long COMMAND_LINE = 0x228;
    private static final long INITRD_LIMIT = 0x22c;
    private static final long COMMAND_LINE_BYTES = 0x238;
    private static final long MEBIBYTE = 1L << 20;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment kernel;

    private ZeroPage(MemorySegment kernel) {
        this.kernel = kernel;
    }

    /** Of a kernel file; empty when the file has no setup header. */
    static Optional<ZeroPage> of(MemorySegment kernel) {
        boolean whole = kernel.byteSize() >= MAP && kernel.get(U32, MAGIC_AT) == 0x53726448;
        return whole ? Optional.of(new ZeroPage(kernel)) : Optional.empty();
    }

    /** Room for the command line with its NUL. */
    long commandLineRoom() {
        return Integer.toUnsignedLong(kernel.get(U32, COMMAND_LINE_BYTES)) + 1;
    }

    /** The first address behind what an initrd may use. */
    GuestAddress initrdLimit() {
        return GuestAddress.of(Integer.toUnsignedLong(kernel.get(U32, INITRD_LIMIT)) + 1);
    }

    /** The page itself. */
    byte[] build(GuestAddress commandLine, Optional<Segment> initrd, MachineFacts facts, MemoryLayout layout) {
        var bytes = new byte[BYTES];
        MemorySegment page = MemorySegment.ofArray(bytes);
        long end = Math.min(MAP, MAGIC_AT + Byte.toUnsignedLong(kernel.get(ValueLayout.JAVA_BYTE, HEADER_LENGTH_BYTE)));
        MemorySegment.copy(kernel, HEADER, page, HEADER, end - HEADER);
        page.set(ValueLayout.JAVA_BYTE, LOADER_TYPE, (byte) 0xff);
        page.set(ValueLayout.JAVA_BYTE, LOAD_FLAGS, (byte) (page.get(ValueLayout.JAVA_BYTE, LOAD_FLAGS) | 1));
        page.set(U32, COMMAND_LINE, (int) commandLine.value());
        initrd.ifPresent(one -> {
            page.set(U32, INITRD, (int) one.at().value());
            page.set(U32, INITRD + 4, (int) one.source().byteSize());
        });
        facts.rsdp().ifPresent(at -> page.set(U64, RSDP, at.value()));
        List<MemoryMapEntry> map = memoryMap(facts, layout);
        int count = map.size();
        page.set(ValueLayout.JAVA_BYTE, MAP_COUNT, (byte) count);
        for (int i = 0; i < count; i++) {
            long at = MAP + (long) MAP_ENTRY_BYTES * i;
            page.set(U64, at, map.get(i).range().start().value());
            page.set(U64, at + 8, map.get(i).range().bytes());
            page.set(U32, at + 16, type(map.get(i).kind()));
        }
        return bytes;
    }

    /** What the kernel is told, at most 128 entries. */
    static List<MemoryMapEntry> memoryMap(MachineFacts facts, MemoryLayout layout) {
        List<MemoryMapEntry> map = facts.memoryMap().isEmpty() ? plainMap(layout) : facts.memoryMap();
        return map.subList(0, Math.min(map.size(), MAP_ENTRIES));
    }

    /** Of a machine that tells none: its RAM without the legacy hole from 640 KiB to 1 MiB. */
    private static List<MemoryMapEntry> plainMap(MemoryLayout layout) {
        var hole = GuestRange.of(0x9fc00, MEBIBYTE - 0x9fc00);
        var map = new ArrayList<MemoryMapEntry>();
        GuestRange.minus(layout.ram(), List.of(hole)).forEach(range -> map.add(new MemoryMapEntry(range, Kind.RAM)));
        map.add(new MemoryMapEntry(hole, Kind.RESERVED));
        map.sort(Comparator.comparing(entry -> entry.range().start()));
        return map;
    }

    /** By the numbers of E820, which PVH uses too. */
    static int type(Kind kind) {
        return switch (kind) {
            case RAM -> 1;
            case RESERVED -> 2;
            case ACPI_RECLAIMABLE -> 3;
            case ACPI_NVS -> 4;
        };
    }
}
