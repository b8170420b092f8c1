package io.strapwork.files.fat;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.volumes.TreeVolume;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.Optional;

/**
 * FAT12, FAT16 and FAT32 with long names (Microsoft, FAT: General Overview of On-Disk Format, 1.03). As GRUB (grub-core/fs/fat.c), it takes a volume for FAT only if its boot sector says so in words.
 */
@FileSystemPlugin(id = "fat", magics = {"54:464154", "82:4641543332"})
public final class FatFileSystem implements FileSystem {
    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        var reader = new VolumeReader(blocks, new VolumeProblems("FAT volume"));
        FatLayout layout = FatLayout.read(reader);
        var clusters = new FatClusters(reader, layout);
        var folders = new FatFolders(reader, layout, clusters);
        var remarks = new ArrayList<String>();
        if (layout.dirty() || clusters.isDirty()) {
            remarks.add("the volume was not unmounted; what was written last may be missing");
        }
        if (layout.bytes() > reader.bytes()) {
            remarks.add("the volume says that it has " + layout.bytes() + " bytes, but there are " + reader.bytes());
        }
        Optional<String> label = folders.label().or(layout::label);
        var facts = new VolumeFacts("FAT" + layout.bits(), layout.uuid(), label, remarks);
        return new TreeVolume<>(reader, facts, folders, folders.root());
    }
}
