package io.strapwork.protocol.disk;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.api.fetch.VolumeProtocol;
import io.strapwork.api.link.Disks;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads files on the machine's disks. */
@ProtocolPlugin(id = "disk", schemes = "disk", over = {})
public final class DiskProtocol implements VolumeProtocol {
    /** Who only looks how a file begins need not read much of it. */
    private static final int FIRST = 64 << 10;
    /** A driver divides it, and keeps several requests under way. */
    private static final int PIECE = 4 << 20;

    private final DiskVolumes volumes;

    /** Opens nothing yet. */
    @Inject
    public DiskProtocol(Disks disks, FileSystems systems) {
        this.volumes = new DiskVolumes(disks, systems);
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        var problems = new DiskProblems(from);
        DiskPath place = DiskPath.of(from).orElseThrow(problems::noPlace);
        DiskVolume there = volume(place, problems);
        Volume volume = there.volume().orElseThrow(() -> problems.noFileSystem(there.name(), there.why()));
        Optional<VolumeFile> file = volume.find(place.path());
        if (file.isEmpty()) {
            throw problems.noFile(there.name(), volume.facts().remarks());
        }
        try {
            copy(file.get(), into);
        } catch (ImageTooLargeException e) {
            throw problems.tooLarge(e);
        }
    }

    private static void copy(VolumeFile file, ImageSink into) throws FetchException, ImageTooLargeException {
        long bytes = file.bytes();
        into.expect(bytes);
        long at = 0;
        while (at < bytes) {
            int piece = (int) Math.min(at == 0 ? FIRST : PIECE, bytes - at);
            long from = at;
            into.fill(piece, memory -> file.read(from, memory));
            at += piece;
        }
    }

    @Override
    public List<String> list(BootUri folder) throws FetchException {
        var problems = new DiskProblems(folder);
        try {
            DiskPath place = DiskPath.of(folder).orElseThrow(problems::noPlace);
            Optional<Volume> volume = volume(place, problems).volume();
            return volume.isPresent() ? volume.get().list(place.path()) : List.of();
        } catch (FileNotThereException e) {
            return List.of();
        }
    }

    @Override
    public List<SeenVolume> volumes() {
        var seen = new ArrayList<SeenVolume>();
        for (List<DiskVolume> disk : volumes.byDisk()) {
            for (DiskVolume volume : disk) {
                // a disk with partitions has nothing else as a rule
                if (volume.number() != 0 || disk.size() == 1 || volume.volume().isPresent()) {
                    seen.add(volume.seen());
                }
            }
        }
        return seen;
    }

    private DiskVolume volume(DiskPath place, DiskProblems problems) throws FileNotThereException {
        return switch (place) {
            case DiskPath.Numbered(String name, int number, _) -> {
                int disk = volumes.disk(name).orElseThrow(() -> problems.noDisk(name, volumes.disksInWords()));
                List<DiskVolume> its = volumes.byDisk().get(disk);
                yield its.stream().filter(each -> each.number() == number).findFirst()
                        .orElseThrow(() -> problems.noVolume("partition " + number + " on disk " + name, inWords(its)));
            }
            case DiskPath.Tagged tag -> volumes.flat().stream().filter(each -> each.has(tag)).findFirst()
                    .orElseThrow(() -> problems.noVolume("volume with " + tag.key() + " \"" + tag.value() + "\"", inWords(volumes.flat())));
        };
    }

    private static List<String> inWords(List<DiskVolume> volumes) {
        return volumes.stream().map(DiskVolume::toString).toList();
    }
}
