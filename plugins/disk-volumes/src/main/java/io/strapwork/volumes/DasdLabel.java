package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.volumes.PartitionTable.Scheme;
import java.util.Optional;

/** Labels of mainframes' disks, as Linux reads them (block/partitions/ibm.c; arch/s390/include/uapi/asm/vtoc.h). All numbers are big-endian, all texts EBCDIC. */
final class DasdLabel {
    private static final int ECKD_LABEL = 2;
    private static final int FBA_LABEL = 1;
    /** fdasd makes three; a VTOC with more has been there before Linux. */
    private static final int MOST_PARTITIONS = 64;
    private static final int LONGEST_VTOC = 512;
    private static final int FORMAT_ID = 44;
    private static final int FIRST_EXTENT = 107;
    private static final int LABEL_BYTES = 140;

    private final VolumeReader reader;
    private final PartitionList into;
    private final DiskGeometry geometry;

    private DasdLabel(VolumeReader reader, Optional<DiskGeometry> geometry, PartitionList into) {
        this.reader = reader;
        this.into = into;
        this.geometry = geometry.filter(known -> known.heads() > 0 && known.sectors() > 0)
                .orElseGet(() -> DiskGeometry.of3390(reader.bytes(), reader.blockSize()));
    }

    static Scheme read(VolumeReader reader, Optional<DiskGeometry> geometry, PartitionList into) throws FetchException {
        var dasd = new DasdLabel(reader, geometry, into);
        for (int block : new int[]{ECKD_LABEL, FBA_LABEL}) {
            if (reader.bytes() < (block + 1L) * reader.blockSize()) {
                continue;
            }
            Bytes label = reader.read((long) block * reader.blockSize(), 512);
            if (DasdMark.VOL1.isIn(label, 4) && block == ECKD_LABEL) {
                dasd.vtoc(label);
                return Scheme.DASD_CDL;
            }
            if (DasdMark.LNX1.isIn(label, 0)) {
                dasd.linux(label, block);
                return Scheme.DASD_LDL;
            }
            if (DasdMark.CMS1.isIn(label, 0)) {
                dasd.cms(label, block);
                return Scheme.DASD_LDL;
            }
        }
        return Scheme.NONE;
    }

    /** The first block of a track. */
    private long block(Bytes bytes, int at) throws FetchException {
        return bytes.track(at, geometry.heads()) * geometry.sectors();
    }

    private void vtoc(Bytes label) throws FetchException {
        long first = block(label, 15) + Math.max(0, label.u8(19) - 1);
        int number = 1;
        for (long block = first; block < first + LONGEST_VTOC && number <= MOST_PARTITIONS; block++) {
            if (block > reader.bytes() / reader.blockSize() - 1) {
                into.remark("the VTOC leaves the disk at block " + block);
                return;
            }
            Bytes entry = reader.read(block * reader.blockSize(), LABEL_BYTES);
            char format = (char) (entry.u8(FORMAT_ID) - 0xf0 + '0');
            if (format == '1' || format == '8') {
                long start = block(entry, FIRST_EXTENT);
                long end = block(entry, FIRST_EXTENT + 4) + geometry.sectors();
                add(number++, start, end - start, type(entry));
            } else if ("4579".indexOf(format) < 0) {
                return;
            }
        }
    }

    /** The name that fdasd gives: {@code LINUX.V0X0201.PART0001.NATIVE}. */
    private static String type(Bytes entry) throws FetchException {
        String text = Ebcdic.text(entry.array(0, FORMAT_ID)).strip();
        return text.substring(text.lastIndexOf('.') + 1);
    }

    private void linux(Bytes label, int block) throws FetchException {
        long blocks = label.u8(79) == 0xf2 ? label.u64be(80) : reader.bytes() / reader.blockSize();
        add(1, block + 1L, blocks - block - 1, "LNX1");
    }

    /** A reserved minidisk begins at an offset, another one behind its label. */
    private void cms(Bytes label, int block) throws FetchException {
        long offset = label.u32be(52);
        long blocks = label.u32be(28);
        add(1, offset != 0 ? offset : block + 1L, offset != 0 ? blocks - 1 : blocks - block - 1, "CMS1");
    }

    private void add(int number, long block, long blocks, String type) {
        long most = reader.bytes() / reader.blockSize();
        boolean possible = block >= 0 && blocks > 0 && block <= most - blocks && blocks <= most;
        into.add(new Partition(number, "dasd" + number, possible ? block * reader.blockSize() : -1,
                possible ? blocks * reader.blockSize() : 0,
                type, Optional.empty(), Optional.empty()));
    }
}
