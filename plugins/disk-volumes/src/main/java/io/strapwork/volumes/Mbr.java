package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The partition table of block 0 (UEFI 2.10, chapter 5.2) and its chain of extended ones. Numbers of blocks are of the disk's logical blocks, as all systems count them. */
final class Mbr {
    private static final int DISK_SIGNATURE = 440;
    private static final int ENTRIES = 446;
    private static final int ENTRY_BYTES = 16;
    private static final int PROTECTIVE = 0xee;
    private static final Set<Integer> EXTENDED = Set.of(0x05, 0x0f, 0x85);
    private static final int FIRST_LOGICAL = 5;
    /** Linux follows 100 empty ones; nobody has more than some dozens. */
    private static final int LONGEST_CHAIN = 256;

    private final VolumeReader reader;
    private final List<Entry> entries;
    private final String uuid;

    private Mbr(VolumeReader reader, Bytes block) throws FetchException {
        this.reader = reader;
        this.entries = entries(block);
        this.uuid = String.format(Locale.ROOT, "%08x", block.i32le(DISK_SIGNATURE));
    }

    /** @param start a block number, from the disk's begin or that of another table */
    private record Entry(int slot, int type, long start, long blocks) {
        boolean isExtended() {
            return EXTENDED.contains(type);
        }
    }

    /** Empty where there is none: file systems of whole disks have the same signature, but no entries that could be. */
    static Optional<Mbr> read(VolumeReader reader) throws FetchException {
        if (reader.bytes() < 512) {
            return Optional.empty();
        }
        Bytes block = reader.read(0, 512);
        if (!block.has(510, (byte) 0x55, (byte) 0xaa)) {
            return Optional.empty();
        }
        for (int slot = 0; slot < 4; slot++) {
            if ((block.u8(ENTRIES + slot * ENTRY_BYTES) & 0x7f) != 0) {
                return Optional.empty();
            }
        }
        var mbr = new Mbr(reader, block);
        return mbr.entries.isEmpty() ? Optional.empty() : Optional.of(mbr);
    }

    private static List<Entry> entries(Bytes block) throws FetchException {
        var entries = new ArrayList<Entry>();
        for (int slot = 0; slot < 4; slot++) {
            int at = ENTRIES + slot * ENTRY_BYTES;
            var entry = new Entry(slot, block.u8(at + 4), block.u32le(at + 8), block.u32le(at + 12));
            if (entry.type != 0 && entry.blocks != 0) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Of Linux' PARTUUIDs. */
    String uuid() {
        return uuid;
    }

    boolean isProtective() {
        return entries.stream().anyMatch(entry -> entry.type == PROTECTIVE);
    }

    void partitions(PartitionList into) throws FetchException {
        for (Entry entry : entries) {
            if (!entry.isExtended()) {
                add(entry.slot + 1, entry, 0, into);
            }
        }
        int next = FIRST_LOGICAL;
        var seen = new HashSet<Long>();
        for (Entry entry : entries) {
            if (entry.isExtended()) {
                next = chain(entry, next, seen, into);
            }
        }
    }

    /** Logical partitions count from their own table, links to the next table from the first one. */
    private int chain(Entry extended, int first, Set<Long> seen, PartitionList into) throws FetchException {
        int next = first;
        long base = extended.start;
        Optional<Long> table = Optional.of(base);
        while (table.isPresent()) {
            long at = table.orElseThrow();
            table = Optional.empty();
            if (!seen.add(at) || seen.size() > LONGEST_CHAIN) {
                into.remark("the chain of extended partitions is a loop or too long at block " + at + "; what follows is left out");
                return next;
            }
            if (at > (reader.bytes() - 512) / reader.blockSize()) {
                into.remark("an extended partition lies outside of the disk, at block " + at + "; it is left out");
                return next;
            }
            Bytes block = reader.read(at * reader.blockSize(), 512);
            if (!block.has(510, (byte) 0x55, (byte) 0xaa)) {
                into.remark("the extended partition at block " + at + " has no signature; it is left out");
                return next;
            }
            for (Entry entry : entries(block)) {
                if (!entry.isExtended()) {
                    add(next++, entry, at, into);
                } else if (table.isEmpty()) {
                    table = Optional.of(base + entry.start);
                }
            }
        }
        return next;
    }

    private void add(int number, Entry entry, long from, PartitionList into) {
        into.add(new Partition(number, "msdos" + number, (from + entry.start) * reader.blockSize(), entry.blocks * reader.blockSize(),
                String.format(Locale.ROOT, "0x%02x", entry.type), Optional.of(String.format(Locale.ROOT, "%s-%02x", uuid, number)),
                Optional.empty()));
    }
}
