package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.link.DiskGeometry;
import java.util.List;
import java.util.Optional;

/**
 * How a disk is divided. Partitions that can't be, because they lie outside of the disk or upon each other, are left out, with a remark.
 *
 * @param partitions in the order to look for volumes: the whole disk first if it is an ISO 9660 image (such images have partition tables of many makes besides) or has no table at all
 * @param uuid       of the table: the disk's GUID, or the MBR's signature in hexadecimal
 */
public record PartitionTable(Scheme scheme, List<Partition> partitions, Optional<String> uuid, List<String> remarks) {
    public PartitionTable {
        partitions = List.copyOf(partitions);
        remarks = List.copyOf(remarks);
    }

    /** What describes the partitions. */
    public enum Scheme {
        GPT, MBR,
        /** Compatible disk layout: VOL1 label and VTOC. */
        DASD_CDL,
        /** Linux disk layout, and CMS': LNX1 and CMS1 labels. */
        DASD_LDL,
        /** The whole disk is one volume. */
        NONE
    }

    /** As {@link #read(Blocks, Optional)}, of a disk that tells no geometry. */
    public static PartitionTable read(Blocks disk) throws FetchException {
        return read(disk, Optional.empty());
    }

    /**
     * Looks for ISO 9660 on the whole disk, GPT, MBR and DASD labels, in this order.
     *
     * @param geometry of a DASD; guessed from the block size where there is none
     * @throws FetchException a table is there but both of its copies are damaged, or the disk can't be read
     */
    public static PartitionTable read(Blocks disk, Optional<DiskGeometry> geometry) throws FetchException {
        var reader = new VolumeReader(disk, new VolumeProblems("partition table"));
        boolean image = isImage(reader);
        var found = new PartitionList(disk, image);
        if (image) {
            found.whole();
        }
        Optional<Mbr> mbr = Mbr.read(reader);
        Scheme scheme = Scheme.NONE;
        Optional<String> uuid = Optional.empty();
        if (mbr.isEmpty() || mbr.orElseThrow().isProtective()) {
            Optional<String> guid = Gpt.read(reader, found, mbr.isPresent() && !image);
            if (guid.isPresent()) {
                scheme = Scheme.GPT;
                uuid = guid;
            }
        }
        if (scheme == Scheme.NONE && mbr.isPresent() && !mbr.orElseThrow().isProtective()) {
            scheme = Scheme.MBR;
            uuid = Optional.of(mbr.orElseThrow().uuid());
            mbr.orElseThrow().partitions(found);
        }
        if (scheme == Scheme.NONE && !image) {
            scheme = DasdLabel.read(reader, geometry, found);
        }
        if (scheme == Scheme.NONE && !image) {
            found.whole();
        }
        return new PartitionTable(scheme, found.partitions(), uuid, found.remarks());
    }

    /** ECMA-119, 8.1: the first volume descriptor is in sector 16. */
    private static boolean isImage(VolumeReader reader) throws FetchException {
        return reader.bytes() >= 17 * 2048 && reader.read(16 * 2048, 8).has(1, "CD001");
    }
}
