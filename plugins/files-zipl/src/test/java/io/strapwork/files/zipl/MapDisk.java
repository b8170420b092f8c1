package io.strapwork.files.zipl;

import io.strapwork.api.fetch.Blocks;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A disk that s390-tools' zipl 2.16.0 has prepared (samples/kernels/make-zipl-disks), of which only the boot map is kept: block size, size, and each sector of 512 bytes that is read before the
 * kernel is, with its number. The others are zeros.
 */
final class MapDisk implements Blocks {
    static final List<String> ALL = List.of("mbr", "gpt", "mbr4k", "ldl", "cdl");
    private static final int SECTOR = 512;

    private final int blockSize;
    private final long bytes;
    private final Map<Long, byte[]> sectors = new HashMap<>();

    private MapDisk(int blockSize, long bytes) {
        this.blockSize = blockSize;
        this.bytes = bytes;
    }

    static MapDisk of(String name) {
        try (var in = new DataInputStream(new GZIPInputStream(MapDisk.class.getResourceAsStream(name + ".map.gz")))) {
            var disk = new MapDisk(in.readInt(), in.readLong());
            for (byte[] next = in.readNBytes(8 + SECTOR); next.length == 8 + SECTOR; next = in.readNBytes(8 + SECTOR)) {
                disk.sectors.put(java.nio.ByteBuffer.wrap(next).getLong(), java.util.Arrays.copyOfRange(next, 8, next.length));
            }
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if it were attached so. */
    MapDisk inBlocksOf(int size) {
        var other = new MapDisk(size, bytes);
        sectors.forEach((number, content) -> other.sectors.put(number, content.clone()));
        return other;
    }

    MapDisk put(long offset, byte... content) {
        for (int i = 0; i < content.length; i++) {
            sectors.computeIfAbsent((offset + i) / SECTOR, _ -> new byte[SECTOR])[(int) ((offset + i) % SECTOR)] = content[i];
        }
        return this;
    }

    /** A sector that is kept. */
    void change(long sector, Consumer<byte[]> how) {
        how.accept(Objects.requireNonNull(sectors.get(sector)));
    }

    byte at(long offset) {
        byte[] sector = sectors.get(offset / SECTOR);
        return sector == null ? 0 : sector[(int) (offset % SECTOR)];
    }

    /** Where the map lies: numbers of sectors, in order. */
    List<Long> kept() {
        return List.copyOf(new TreeSet<>(sectors.keySet()));
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        if (offset < 0 || offset > bytes - into.byteSize()) {
            throw new AssertionError("read outside of the disk: " + into.byteSize() + " bytes at " + offset);
        }
        into.fill((byte) 0);
        long end = offset + into.byteSize();
        for (long sector = offset / SECTOR; sector * SECTOR < end; sector++) {
            byte[] content = sectors.get(sector);
            if (content != null) {
                long from = Math.max(offset, sector * SECTOR);
                long to = Math.min(end, (sector + 1) * SECTOR);
                MemorySegment.copy(MemorySegment.ofArray(content), from - sector * SECTOR, into, from - offset, to - from);
            }
        }
    }
}
