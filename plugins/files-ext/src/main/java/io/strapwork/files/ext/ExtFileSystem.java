package io.strapwork.files.ext;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.volumes.TreeVolume;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import java.util.Optional;

/** ext2, ext3 and ext4 (Linux, Documentation/filesystems/ext4). A journal is not replayed: files that were written before the last crash may be old. */
@FileSystemPlugin(id = "ext", magics = "1080:53ef")
public final class ExtFileSystem implements FileSystem {
    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        var problems = new ExtProblems(new VolumeProblems("ext volume"));
        var reader = new VolumeReader(blocks, new VolumeProblems("ext volume"));
        var superblock = Superblock.read(reader, problems);
        var inodes = new Inodes(reader, superblock, problems);
        var maps = new BlockMaps(reader, superblock, problems);
        var folders = new ExtFolders(reader, superblock, inodes, maps, problems);
        var facts = new VolumeFacts(superblock.format(), Optional.of(superblock.uuid()).filter(uuid -> !uuid.equals(Superblock.NO_UUID)),
                Optional.of(superblock.label()), superblock.remarks(reader.bytes()));
        return new TreeVolume<>(reader, facts, folders, folders.root());
    }
}
