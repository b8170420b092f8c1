package io.strapwork.protocol.disk;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.link.Disks;
import io.strapwork.volumes.DiskBlocks;
import io.strapwork.volumes.Partition;
import io.strapwork.volumes.PartitionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All volumes of the machine, in the order of its disks; partition tables are read when they are first asked for. */
final class DiskVolumes {
    private final Disks disks;
    private final FileSystems systems;
    private @Nullable List<List<DiskVolume>> all;

    DiskVolumes(Disks disks, FileSystems systems) {
        this.disks = disks;
        this.systems = systems;
    }

    /** By disk. The last of a disk is the whole of it, where that is not the first: a boot map may lie there, beside partitions. */
    List<List<DiskVolume>> byDisk() {
        List<List<DiskVolume>> known = all;
        if (known == null) {
            var read = new ArrayList<List<DiskVolume>>();
            for (Disk disk : disks.open()) {
                read.add(volumes(read.size(), disk));
            }
            known = List.copyOf(read);
            all = known;
        }
        return known;
    }

    private List<DiskVolume> volumes(int number, Disk disk) {
        Blocks whole = new DiskBlocks(disk);
        var volumes = new ArrayList<DiskVolume>();
        List<String> remarks = new ArrayList<>(List.of("on a disk " + inWords(disk.facts())));
        try {
            PartitionTable table = PartitionTable.read(whole, disk.facts().geometry());
            remarks.addAll(table.remarks());
            for (Partition partition : table.partitions()) {
                volumes.add(new DiskVolume(number, partition, whole, volumes.isEmpty() ? remarks : List.of(), systems));
            }
        } catch (FetchException e) {
            remarks.add(e.problem().where() + ": " + e.problem().what());
        }
        if (volumes.stream().noneMatch(each -> each.number() == 0)) {
            var all = new Partition(0, "", 0, whole.bytes(), "", Optional.empty(), Optional.empty());
            volumes.add(new DiskVolume(number, all, whole, volumes.isEmpty() ? remarks : List.of(), systems));
        }
        return List.copyOf(volumes);
    }

    /** The number of a disk, which goes before a serial number of digits; empty when there is none. */
    Optional<Integer> disk(String name) {
        List<Disk> open = disks.open();
        if (name.matches("[0-9]{1,4}") && Integer.parseInt(name) < open.size()) {
            return Optional.of(Integer.parseInt(name));
        }
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).facts().serial().filter(serial -> serial.toLowerCase(Locale.ROOT).equals(name)).isPresent()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** For messages. */
    List<String> disksInWords() {
        var words = new ArrayList<String>();
        for (Disk disk : disks.open()) {
            words.add("disk://" + words.size() + "/  " + inWords(disk.facts()));
        }
        return words;
    }

    private static String inWords(DiskFacts facts) {
        return "of " + facts.bytes() + " bytes at " + facts.location() + " with blocks of " + facts.blockSize()
                + facts.geometry().map(its -> ", cylinders/heads/sectors " + its.cylinders() + "/" + its.heads() + "/" + its.sectors())
                        .orElse("")
                + facts.serial().map(serial -> ", serial " + serial).orElse("");
    }

    List<DiskVolume> flat() {
        return byDisk().stream().flatMap(List::stream).toList();
    }
}
