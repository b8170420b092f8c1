package io.strapwork.testkit.contract;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A disk that is remembered by all boots. */
final class RememberingDisk implements Disk {
    static final List<Disk> OPENED = new ArrayList<>();
    private final Disk disk;

    RememberingDisk(Disk disk) {
        this.disk = disk;
        OPENED.add(disk);
    }

    @Override
    public DiskFacts facts() {
        return disk.facts();
    }

    @Override
    public void read(long offset, MemorySegment into) {
        disk.read(offset, into);
    }

    @Override
    public void quiesce() {
        disk.quiesce();
    }
}
