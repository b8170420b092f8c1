package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.files.btrfs.Extents.PackedExtent;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.VolumeReader;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A file with compressed or inline extents, between others. What was unpacked last is kept, since files are read in order. */
final class PackedFile implements VolumeFile {
    private final VolumeReader reader;
    private final FileExtents plain;
    private final List<PackedExtent> packed;
    private int unpackedIndex = -1;
    private byte[] unpacked = new byte[0];

    /** @param plain the file without what is packed */
    PackedFile(VolumeReader reader, FileExtents plain, List<PackedExtent> packed) {
        this.reader = reader;
        this.plain = plain;
        this.packed = List.copyOf(packed);
    }

    @Override
    public long bytes() {
        return plain.bytes();
    }

    @Override
    public void read(long offset, MemorySegment into) throws FetchException {
        FileExtents.checkRange(reader.problems(), bytes(), offset, into.byteSize());
        long end = offset + into.byteSize();
        int next = firstEndingAfter(offset);
        for (long at = offset; at < end;) {
            long count;
            if (next < packed.size() && packed.get(next).at() <= at) {
                PackedExtent extent = packed.get(next);
                long within = at - extent.at();
                count = Math.min(end - at, extent.bytes() - within);
                MemorySegment.copy(MemorySegment.ofArray(unpack(next)), extent.offset() + within, into, at - offset, count);
                next++;
            } else {
                count = (next < packed.size() ? Math.min(end, packed.get(next).at()) : end) - at;
                plain.read(at, into.asSlice(at - offset, count));
            }
            at += count;
        }
    }

    private int firstEndingAfter(long offset) {
        int low = 0;
        int high = packed.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (packed.get(middle).at() + packed.get(middle).bytes() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private byte[] unpack(int index) throws FetchException {
        if (unpackedIndex != index) {
            PackedExtent extent = packed.get(index);
            try {
                unpacked = extent.unpack(reader);
            } catch (Packing.BrokenException e) {
                throw reader.problems().damaged("SW-V510", extent.place(), "a compressed extent can't be unpacked: " + e.getMessage());
            }
            unpackedIndex = index;
        }
        return unpacked;
    }
}
