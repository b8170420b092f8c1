package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.VolumeReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The content of files ({@code struct btrfs_file_extent_item}). */
final class Extents {
    private static final int RAM_BYTES = 8;
    private static final int COMPRESSION = 16;
    private static final int ENCRYPTION = 17;
    private static final int ENCODING = 18;
    private static final int TYPE = 20;
    private static final int INLINE = 21;
    private static final int PLACE = 21;
    private static final int PLACE_BYTES = 29;
    private static final int OFFSET = 37;
    private static final int BYTES = 45;
    private static final int TYPE_INLINE = 0;
    private static final int TYPE_REGULAR = 1;
    private static final int TYPE_PREALLOCATED = 2;
    private static final int MOST_PACKED = 1 << 19;

    private final VolumeReader reader;
    private final Chunks chunks;
    private final int sectorBytes;

    Extents(VolumeReader reader, Chunks chunks, int sectorBytes) {
        this.reader = reader;
        this.chunks = chunks;
        this.sectorBytes = sectorBytes;
    }

    VolumeFile open(Inode file) throws FetchException {
        var reading = new Reading(file);
        file.subvolume().each(file.number(), Key.EXTENT, reading::add);
        FileExtents plain = reading.plain.build();
        return reading.packed.isEmpty() ? plain : new PackedFile(reader, plain, reading.packed);
    }

    FetchException damaged(Inode file, long place, String what) {
        return reader.problems().damaged("SW-V507", place, file.name() + ": " + what);
    }

    /** Goes through the extents of a file. */
    private final class Reading {
        private final Inode file;
        private final FileExtents.Builder plain;
        private final List<PackedExtent> packed = new ArrayList<>();
        private long end;

        Reading(Inode file) throws FetchException {
            this.file = file;
            this.plain = FileExtents.of(reader, file.bytes());
        }

        boolean add(Key key, Bytes item) throws FetchException {
            long at = key.offset();
            if (at < end) {
                throw damaged(item, "its extents overlap or are too far");
            }
            if (at >= file.bytes()) {
                return false;
            }
            if (item.u8(ENCRYPTION) != 0 || item.u16le(ENCODING) != 0) {
                throw reader.problems().unsupported("SW-V508", item.place(), file.name() + " is encrypted or encoded",
                        "copy it to a new file");
            }
            switch (item.u8(TYPE)) {
                case TYPE_INLINE -> inline(at, item);
                case TYPE_REGULAR -> regular(at, item);
                case TYPE_PREALLOCATED -> end = end(at, item.u64le(BYTES), item);
                default -> throw damaged(item, "an extent is of type " + item.u8(TYPE));
            }
            return true;
        }

        private long end(long at, long bytes, Bytes item) throws FetchException {
            if (bytes <= 0 || at > Long.MAX_VALUE - bytes) {
                throw damaged(item, "an extent has " + Long.toUnsignedString(bytes) + " bytes");
            }
            return at + bytes;
        }

        private void inline(long at, Bytes item) throws FetchException {
            int compression = item.u8(COMPRESSION);
            long bytes = compression == 0 ? item.length() - INLINE : item.u64le(RAM_BYTES);
            if (at != 0 || bytes < 0 || bytes > Packing.MOST) {
                throw damaged(item, "an inline extent of " + Long.toUnsignedString(bytes) + " bytes at byte " + at);
            }
            end = bytes;
            if (bytes > 0) {
                packed.add(new PackedExtent(0, Math.min(bytes, file.bytes()), 0, packing(compression, item), (int) bytes,
                        item.place(), item.array(INLINE, item.length() - INLINE), 0));
            }
        }

        private void regular(long at, Bytes item) throws FetchException {
            long bytes = item.u64le(BYTES);
            end = end(at, bytes, item);
            long place = item.u64le(PLACE);
            if (place == 0) {
                return; // a hole
            }
            long placeBytes = item.u64le(PLACE_BYTES);
            long offset = item.u64le(OFFSET);
            int compression = item.u8(COMPRESSION);
            long whole = compression == 0 ? placeBytes : item.u64le(RAM_BYTES);
            if (offset < 0 || placeBytes <= 0 || whole < 0 || offset > whole - bytes) {
                throw damaged(item, "an extent refers to more than there is");
            }
            long used = Math.min(bytes, file.bytes() - at);
            if (compression == 0) {
                long within = chunks.places(place, placeBytes, item.place()).getFirst();
                plain.add(at, within + offset, used);
                return;
            }
            if (whole > Packing.MOST || placeBytes > Packing.MOST) {
                throw damaged(item, "a compressed extent has " + Long.toUnsignedString(whole) + " bytes");
            }
            if (packed.size() == MOST_PACKED) {
                throw damaged(item, "it has more than " + MOST_PACKED + " compressed extents");
            }
            long within = chunks.places(place, placeBytes, item.place()).getFirst();
            packed.add(new PackedExtent(at, used, (int) offset, packing(compression, item), (int) whole, within,
                    new byte[0], (int) placeBytes));
        }

        private Packing packing(int compression, Bytes item) throws FetchException {
            if (compression >= Packing.Method.values().length) {
                throw reader.problems().unsupported("SW-V509", item.place(), file.name() + " is compressed by method " + compression,
                        "zlib, lzo and zstd are read: copy it to a new file");
            }
            return new Packing(Packing.Method.values()[compression], sectorBytes);
        }

        private FetchException damaged(Bytes item, String what) {
            return Extents.this.damaged(file, item.place(), what);
        }
    }

    /**
     * A part of a file that is stored in another form than its own.
     *
     * @param at      in the file
     * @param bytes   of the file
     * @param offset  in what is unpacked
     * @param whole   bytes that are unpacked
     * @param place   on the volume
     * @param inline  as it is stored; empty when it is stored elsewhere
     * @param stored  bytes that are stored elsewhere
     */
    record PackedExtent(long at, long bytes, int offset, Packing packing, int whole, long place, byte[] inline, int stored) {
        byte[] unpack(VolumeReader reader) throws FetchException, Packing.BrokenException {
            if (stored == 0) {
                return packing.unpack(inline, whole);
            }
            var content = new byte[stored];
            FileExtents.of(reader, stored).add(0, place, stored).build().read(0, MemorySegment.ofArray(content));
            return packing.unpack(content, whole);
        }
    }
}
