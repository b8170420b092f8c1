package io.strapwork.protocol.disk;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.volumes.ForeignVolume;
import io.strapwork.volumes.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a disk, or all of one, and what lies there; mounted when that is first asked for. */
final class DiskVolume {
    private final int disk;
    private final Partition partition;
    private final Blocks blocks;
    private final List<String> ofTable;
    private final FileSystems systems;
    private boolean looked;
    private @Nullable Volume volume;
    private String why = "it has no file system that is read here";

    /** @param ofTable remarks on the disk's partition table */
    DiskVolume(int disk, Partition partition, Blocks whole, List<String> ofTable, FileSystems systems) {
        this.disk = disk;
        this.partition = partition;
        this.blocks = partition.number() == 0 ? whole : partition.of(whole);
        this.ofTable = List.copyOf(ofTable);
        this.systems = systems;
    }

    int disk() {
        return disk;
    }

    int number() {
        return partition.number();
    }

    /** As GRUB names devices, without parentheses. */
    String name() {
        return "hd" + disk + (partition.name().isEmpty() ? "" : "," + partition.name());
    }

    /** Empty when it can't be read. */
    Optional<Volume> volume() {
        if (!looked) {
            looked = true;
            try {
                volume = systems.mount(blocks).orElse(null);
                if (volume == null) {
                    why = ForeignVolume.name(blocks).map(name -> "it is " + name).orElse(why);
                }
            } catch (FetchException e) {
                why = e.problem().where() + ": " + e.problem().what();
            } catch (StrapworkException e) {
                why = e.problems().getFirst().where() + ": " + e.problems().getFirst().what();
            }
        }
        return Optional.ofNullable(volume);
    }

    /** Why it can't be read. */
    String why() {
        return why;
    }

    boolean has(DiskPath.Tagged tag) {
        return switch (tag.key()) {
            case "partuuid" -> is(partition.uuid(), tag);
            case "partlabel" -> is(partition.label(), tag);
            case "uuid" -> is(volume().flatMap(its -> its.facts().uuid()), tag);
            default -> is(volume().flatMap(its -> its.facts().label()), tag);
        };
    }

    private static boolean is(Optional<String> its, DiskPath.Tagged tag) {
        return its.filter(tag.value()::equalsIgnoreCase).isPresent();
    }

    SeenVolume seen() {
        BootUri root = BootUri.parse("disk://" + disk + "/" + partition.number() + "/");
        Optional<Volume> there = volume();
        var remarks = new ArrayList<String>(ofTable);
        if (there.isEmpty()) {
            remarks.add(why);
            return new SeenVolume(new ConfigVolume(name(), root, Optional.empty(), Optional.empty()), Optional.empty(), remarks);
        }
        remarks.addAll(there.get().facts().remarks());
        return new SeenVolume(new ConfigVolume(name(), root, there.get().facts().uuid(), there.get().facts().label()),
                Optional.of(there.get().facts().format()), remarks);
    }

    /** For messages. */
    @Override
    public String toString() {
        String what = volume().map(its -> its.facts().format() + its.facts().label().map(label -> ", label " + label).orElse("")
                + its.facts().uuid().map(uuid -> ", UUID " + uuid).orElse("")).orElse(why);
        return "disk://" + disk + "/" + partition.number() + "/  (" + name() + ") " + what;
    }
}
