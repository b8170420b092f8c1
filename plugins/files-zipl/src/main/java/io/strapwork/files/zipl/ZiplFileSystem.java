package io.strapwork.files.zipl;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.volumes.TreeVolume;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import java.util.List;
import java.util.Optional;

/**
 * zipl's boot map on a whole disk, as a file system. A SCSI or FBA disk has "zIPL" in block 0; a DASD, with blocks of 512 to 4096 bytes, a label in block 2 (VOL1 behind its key, or LNX1, or CMS1), or
 * "zIPL" at 112 where it has no label.
 */
@FileSystemPlugin(id = "zipl", magics = {"0:7a49504c", "112:7a49504c", "8196:e5d6d3f1", "8192:d3d5e7f1", "8192:c3d4e2f1", "4100:e5d6d3f1",
    "4096:d3d5e7f1", "4096:c3d4e2f1", "2052:e5d6d3f1", "2048:d3d5e7f1", "2048:c3d4e2f1", "1028:e5d6d3f1", "1024:d3d5e7f1",
    "1024:c3d4e2f1"})
public final class ZiplFileSystem implements FileSystem {
    private static final String FORMAT = "zipl boot map";

    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        var reader = new VolumeReader(blocks, new VolumeProblems(FORMAT));
        BootRecord record = BootRecord.read(reader);
        var facts = new VolumeFacts(FORMAT + " (" + record.layout() + ")", Optional.empty(), Optional.empty(), List.of());
        return new TreeVolume<>(reader, facts, new ZiplTree(reader, record), ZiplTree.ROOT);
    }
}
