package io.strapwork.files.xfs;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.volumes.TreeVolume;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Reads XFS of versions 4 and 5, as in Linux' {@code fs/xfs/libxfs/xfs_format.h} and {@code xfs_da_format.h}. Checksums of version 5 are verified. The log is not replayed: when something is in it, the volume's facts
 * say so.
 */
@FileSystemPlugin(id = "xfs", magics = "0:58465342")
public final class XfsFileSystem implements FileSystem {
    private final Checksum checksum;

    @Inject
    public XfsFileSystem() {
        this(new Checksum(true));
    }

    XfsFileSystem(Checksum checksum) {
        this.checksum = checksum;
    }

    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        var first = new VolumeReader(blocks, new VolumeProblems("XFS"));
        SuperBlock superBlock = SuperBlock.parse(first, checksum);
        String format = superBlock.isVersion5() ? "XFS v5" : "XFS v4";
        VolumeReader reader = first.as(format);
        var remarks = new ArrayList<String>();
        if (superBlock.bytes() > blocks.bytes()) {
            remarks.add("it should have " + superBlock.bytes() + " bytes, but what it lies on has " + blocks.bytes());
        }
        var geometry = new Geometry(reader, superBlock, checksum);
        new JournalLog(geometry).remark().ifPresent(remarks::add);
        var inodes = new Inodes(geometry);
        var facts = new VolumeFacts(format, Optional.of(superBlock.uuid().toString()), Optional.of(superBlock.label()), remarks);
        return new TreeVolume<>(reader, facts, new XfsTree(geometry, inodes), inodes.root());
    }
}
