package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.Optional;

/**
 * How a boot map names blocks (s390-tools, include/boot/disk_layout.h: {@code struct scsi_blockptr}, {@code struct eckd_blockptr}). All numbers are big-endian.
 *
 * @param linear  of SCSI and FBA disks: by number; otherwise by cylinder, head and record
 * @param heads   of a DASD
 * @param sectors blocks of a DASD's track
 */
record Pointers(VolumeReader reader, boolean linear, int heads, int sectors) {
    /** Of every kind of pointer. */
    static final int BYTES = 16;

    /** Blocks in a row. @param block the first one's number */
    record Extent(long block, long count) {
        /** The block behind it. */
        long end() {
            return block + count;
        }

        Extent longer(long by) {
            return new Extent(block, count + by);
        }
    }

    /** Of a 3390, which every DASD that Linux boots from counts as. */
    static Pointers ofDasd(VolumeReader reader) {
        var geometry = DiskGeometry.of3390(reader.bytes(), reader.blockSize());
        return new Pointers(reader, false, geometry.heads(), geometry.sectors());
    }

    static Pointers ofBlocks(VolumeReader reader) {
        return new Pointers(reader, true, 0, 0);
    }

    /** Empty when it is null. @throws FetchException it can't be one of this disk's */
    Optional<Extent> at(Bytes table, int at) throws FetchException {
        return linear ? linear(table, at) : dasd(table, at);
    }

    private Optional<Extent> linear(Bytes table, int at) throws FetchException {
        long block = table.u64be(at);
        return block == 0 ? Optional.empty() : Optional.of(checked(table, at, block, table.u16be(at + 8), table.u16be(at + 10) + 1));
    }

    private Optional<Extent> dasd(Bytes table, int at) throws FetchException {
        if (table.isZero(at, 5)) {
            return Optional.empty();
        }
        return Optional.of(checked(table, at, block(table, at), table.u16be(at + 5), table.u8(at + 7) + 1));
    }

    /** Of cylinder, head and record, which counts from 1. */
    private long block(Bytes table, int at) throws FetchException {
        return table.track(at, heads) * sectors + table.u8(at + 4) - 1;
    }

    /** Of a seek argument of stage 1 ({@code struct eckd_stage1b}): two bytes before the same, without a size. */
    Optional<Extent> seek(Bytes stage, int at) throws FetchException {
        return stage.u8(at + 6) == 0 ? Optional.empty() : Optional.of(new Extent(block(stage, at + 2), 1));
    }

    private Extent checked(Bytes table, int at, long block, int blockSize, int count) throws FetchException {
        long place = table.place() + at;
        if (blockSize != reader.blockSize()) {
            throw new ZiplProblems(reader).blockSize(blockSize, place);
        }
        reader.check(reader.offset(block, blockSize), (long) count * blockSize);
        return new Extent(block, count);
    }

    /** One block. */
    Bytes read(long block) throws FetchException {
        return reader.read(reader.offset(block, reader.blockSize()), reader.blockSize());
    }
}
