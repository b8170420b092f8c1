package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/** GUID partition table: UEFI 2.10, chapter 5.3. */
final class Gpt {
    private static final int MY_LBA = 24;
    private static final int ALTERNATE_LBA = 32;
    private static final int DISK_GUID = 56;
    private static final int ENTRIES_LBA = 72;
    private static final int ENTRY_COUNT = 80;
    private static final int ENTRY_BYTES = 84;
    private static final int ENTRIES_CRC = 88;
    private static final int SMALLEST_HEADER = 92;
    private static final int SMALLEST_ENTRY = 128;
    /** Usual are 128 entries, 16 KiB. */
    private static final int LARGEST_TABLE = 2 << 20;

    private final VolumeReader reader;
    private final PartitionList into;
    /** Why a header isn't believed. */
    private final List<String> faults = new ArrayList<>();

    private Gpt(VolumeReader reader, PartitionList into) {
        this.reader = reader;
        this.into = into;
    }

    /**
     * The disk's GUID; empty when there is no such table.
     *
     * @param announced an MBR says that there is one
     * @throws FetchException there should be a table, but both of its copies are damaged
     */
    static Optional<String> read(VolumeReader reader, PartitionList into, boolean announced) throws FetchException {
        return new Gpt(reader, into).read(announced);
    }

    private Optional<String> read(boolean announced) throws FetchException {
        // as GRUB (grub-core/partmap/gpt.c): images of disks with larger blocks are attached with smaller ones, and the other way around
        Set<Integer> sizes = new LinkedHashSet<>(List.of(reader.blockSize(), 512, 4096));
        for (int blockBytes : sizes) {
            long blocks = reader.bytes() / blockBytes;
            if (blocks < 3) {
                continue;
            }
            Optional<Bytes> primary = header(1, blockBytes);
            if (primary.isPresent() && partitions(primary.orElseThrow(), blockBytes)) {
                note(blockBytes);
                return Optional.of(guid(primary.orElseThrow(), DISK_GUID));
            }
            if (!announced) {
                continue;
            }
            Optional<Bytes> backup = header(blocks - 1, blockBytes);
            if (backup.isPresent() && partitions(backup.orElseThrow(), blockBytes)) {
                note(blockBytes);
                into.remark("the GPT's first copy is damaged (" + String.join("; ", faults) + "); the backup at the disk's end was read");
                return Optional.of(guid(backup.orElseThrow(), DISK_GUID));
            }
        }
        if (announced) {
            throw reader.problems().damaged("SW-V010", reader.blockSize(), "the disk has a protective MBR but no sound GPT"
                    + (faults.isEmpty() ? ": there is no header at either end" : ": " + String.join("; ", faults)));
        }
        return Optional.empty();
    }

    private void note(int blockBytes) {
        if (blockBytes != reader.blockSize()) {
            into.remark("the GPT counts in blocks of " + blockBytes + " bytes, the disk in blocks of " + reader.blockSize());
        }
    }

    private Optional<Bytes> header(long lba, int blockBytes) throws FetchException {
        Bytes block = reader.read(lba * blockBytes, blockBytes);
        if (!block.has(0, "EFI PART")) {
            return Optional.empty();
        }
        String place = "header in block " + lba;
        long bytes = block.u32le(12);
        if (bytes < SMALLEST_HEADER || bytes > blockBytes) {
            faults.add(place + ": " + bytes + " bytes long");
            return Optional.empty();
        }
        byte[] header = block.array(0, (int) bytes);
        header[16] = header[17] = header[18] = header[19] = 0;
        if (crc(header) != block.u32le(16)) {
            faults.add(place + ": wrong CRC");
            return Optional.empty();
        }
        if (block.u64le(MY_LBA) != lba) {
            faults.add(place + ": it says that it is in block " + Long.toUnsignedString(block.u64le(MY_LBA)));
            return Optional.empty();
        }
        if (lba == 1 && block.u64le(ALTERNATE_LBA) != reader.bytes() / blockBytes - 1) {
            into.remark("the GPT's backup is not at the disk's end: the disk was larger or smaller once");
        }
        return Optional.of(block);
    }

    /** Whether the entries are sound. */
    private boolean partitions(Bytes header, int blockBytes) throws FetchException {
        String place = "entries of the header in block " + header.place() / blockBytes;
        long count = header.u32le(ENTRY_COUNT);
        long size = header.u32le(ENTRY_BYTES);
        long lba = header.u64le(ENTRIES_LBA);
        if (size < SMALLEST_ENTRY || size > blockBytes || Long.bitCount(size) != 1 || count * size > LARGEST_TABLE) {
            faults.add(place + ": " + count + " of " + size + " bytes");
            return false;
        }
        if (lba < 2 || lba > (reader.bytes() - count * size) / blockBytes) {
            faults.add(place + ": outside of the disk");
            return false;
        }
        Bytes entries = reader.read(lba * blockBytes, (int) (count * size));
        if (crc(entries.array()) != header.u32le(ENTRIES_CRC)) {
            faults.add(place + ": wrong CRC");
            return false;
        }
        for (int i = 0; i < count; i++) {
            Bytes entry = entries.slice((int) (i * size), (int) size);
            if (!entry.isZero(0, 16)) {
                partition(i + 1, entry, blockBytes);
            }
        }
        return true;
    }

    private void partition(int number, Bytes entry, int blockBytes) throws FetchException {
        long first = entry.u64le(32);
        long last = entry.u64le(40);
        String label = Printable.line(entry.text(56, 72, StandardCharsets.UTF_16LE).split("\0", 2)[0]);
        boolean possible = first >= 0 && last >= first && last < reader.bytes() / blockBytes;
        into.add(new Partition(number, "gpt" + number, possible ? first * blockBytes : -1, possible ? (last - first + 1) * blockBytes : 0,
                guid(entry, 0), Optional.of(guid(entry, 16)), Optional.of(label).filter(text -> !text.isEmpty())));
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** UEFI, appendix A: the first three fields are little-endian. */
    static String guid(Bytes bytes, int at) throws FetchException {
        return String.format(Locale.ROOT, "%08x-%04x-%04x-%04x-%012x", bytes.i32le(at), bytes.u16le(at + 4), bytes.u16le(at + 6),
                bytes.u16be(at + 8), (long) bytes.u16be(at + 10) << 32 | bytes.u32be(at + 12));
    }
}
