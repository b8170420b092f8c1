package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import java.util.ArrayList;
import java.util.List;

/** Gathers partitions, and why others were left out. */
final class PartitionList {
    /** As Linux (include/linux/blkdev.h, DISK_MAX_PARTS). Each may be mounted, and then has a cache of its own. */
    private static final int MOST_PARTITIONS = 256;
    private static final int MOST_REMARKS = 100;

    private final Blocks disk;
    /** Images for discs and disks alike have partitions within partitions. */
    private final boolean overlapping;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    PartitionList(Blocks disk, boolean overlapping) {
        this.disk = disk;
        this.overlapping = overlapping;
    }

    void whole() {
        partitions.add(Partition.whole(disk));
    }

    /** Of tables that say block numbers; a negative one is 2^63 or more. */
    void add(Partition partition) {
        if (partition.offset() < 0 || partition.bytes() <= 0 || partition.offset() > disk.bytes() - partition.bytes()) {
            remark(partition.name() + " is left out: it lies outside of the disk of " + disk.bytes() + " bytes");
            return;
        }
        if (!overlapping) {
            for (Partition other : partitions) {
                if (partition.overlaps(other)) {
                    remark(partition.name() + " is left out: it overlaps " + other);
                    return;
                }
            }
        }
        if (partitions.size() == MOST_PARTITIONS) {
            remark(partition.name() + " is left out: the disk has more than " + MOST_PARTITIONS + " partitions");
            return;
        }
        partitions.add(partition);
    }

    void remark(String text) {
        if (remarks.size() < MOST_REMARKS) {
            remarks.add(text);
        }
    }

    List<Partition> partitions() {
        return partitions;
    }

    List<String> remarks() {
        return remarks;
    }
}
