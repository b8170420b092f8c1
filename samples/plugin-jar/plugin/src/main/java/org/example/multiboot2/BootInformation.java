package org.example.multiboot2;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MachineFacts.Kind;
import io.strapwork.api.machine.MachineFacts.MemoryMapEntry;
import io.strapwork.api.machine.MemoryLayout;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Builds the boot information (3.4): tags of a type, a size and their data, each padded to 8 bytes, little-endian. */
final class BootInformation {
    /** Types of tags that a kernel may insist on: command line, loader's name, modules, memory sizes, memory map, where it was loaded. */
    static final Set<Long> CAN_TELL = Set.of(1L, 2L, 3L, 4L, 6L, 21L);
    private static final long MEBIBYTE = 1 << 20;
    private static final long LOW_END = 640 << 10;
    private final ByteArrayOutputStream tags = new ByteArrayOutputStream();

    private void tag(int type, ByteBuffer data) {
        int bytes = 8 + data.capacity();
        var tag = buffer(bytes + 7 & -8).putInt(type).putInt(bytes).put(data.rewind());
        tags.writeBytes(tag.array());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    BootInformation commandLine(String line) {
        tag(1, ByteBuffer.wrap(text(line)));
        return this;
    }

    BootInformation loader(String name) {
        tag(2, ByteBuffer.wrap(text(name)));
        return this;
    }

    BootInformation module(Segment module) {
        byte[] name = text(module.name());
        tag(3, buffer(8 + name.length).putInt((int) module.at().value()).putInt((int) module.range().end().value()).put(name));
        return this;
    }

    /** Both tags that tell it: sizes in KiB, and the map. */
    BootInformation memory(MachineFacts facts, MemoryLayout layout) {
        List<MemoryMapEntry> map = facts.memoryMap().isEmpty() ? plain(layout) : facts.memoryMap();
        long low = map.stream().filter(entry -> entry.kind() == Kind.RAM && entry.range().start().value() == 0)
                .mapToLong(entry -> entry.range().bytes()).findFirst().orElse(0);
        long high = map.stream().filter(entry -> entry.kind() == Kind.RAM).map(MemoryMapEntry::range)
                .filter(range -> range.start().value() <= MEBIBYTE && range.end().value() > MEBIBYTE)
                .mapToLong(range -> range.end().value() - MEBIBYTE).findFirst().orElse(0);
        tag(4, buffer(8).putInt((int) (Math.min(low, LOW_END) >> 10)).putInt((int) Math.min(high >> 10, 0xffff_ffffL)));
        ByteBuffer entries = buffer(8 + 24 * map.size()).putInt(24).putInt(0);
        map.forEach(entry -> entries.putLong(entry.range().start().value()).putLong(entry.range().bytes()).putInt(type(entry.kind()))
                .putInt(0));
        tag(6, entries);
        return this;
    }

    /** Of a machine that tells none: its RAM, without what it keeps and the hole of PCs below 1 MiB. */
    private static List<MemoryMapEntry> plain(MemoryLayout layout) {
        var hole = GuestRange.of(LOW_END, MEBIBYTE - LOW_END);
        List<GuestRange> kept = Stream.concat(Stream.of(hole), layout.reserved().stream()).toList();
        return Stream.concat(GuestRange.minus(layout.ram(), kept).stream().map(range -> new MemoryMapEntry(range, Kind.RAM)),
                layout.reserved().stream().filter(range -> range.bytes() > 0).map(range -> new MemoryMapEntry(range, Kind.RESERVED)))
                .sorted(Comparator.comparing(entry -> entry.range().start())).toList();
    }

    private static int type(Kind kind) {
        return switch (kind) {
            case RAM -> 1;
            case RESERVED -> 2;
            case ACPI_RECLAIMABLE -> 3;
            case ACPI_NVS -> 4;
        };
    }

    BootInformation loadedAt(long address) {
        tag(21, buffer(4).putInt((int) address));
        return this;
    }

    /** With the fixed part in front and the end tag behind. */
    byte[] build() {
        ByteBuffer all = buffer(8 + tags.size() + 8);
        all.putInt(all.capacity()).putInt(0).put(tags.toByteArray()).putInt(0).putInt(8);
        return all.array();
    }
}
